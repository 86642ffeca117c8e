import fc from 'fast-check';
import { describe, test } from 'vitest';
import { z } from 'zod';
import { PayloadSchema } from '../../src/contract/payload-schema.ts';
import { payloadFaults } from '../../src/ingest/payload/check-payload.ts';
import { schemaFaults } from '../../src/ingest/payload/schema-faults.ts';

type Any = Readonly<Record<string, unknown>>;

const name = fc.constantFrom('a', 'b', 'c');
const count = fc.integer({ min: 0, max: 3 });
const limits = (least: string, most: string) =>
  fc.record({ [least]: count, [most]: count }, { requiredKeys: [] }) as fc.Arbitrary<Any>;
const typed = (type: string, more: fc.Arbitrary<Any>) => more.map((keywords): Any => ({ type, ...keywords }));

/** Schemas that say the type of everything: those of which zod makes the same. */
const schema = fc.letrec<{ any: Any }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    typed('string', limits('minLength', 'maxLength')),
    typed('number', limits('minimum', 'exclusiveMaximum')),
    typed('integer', limits('exclusiveMinimum', 'maximum')),
    fc.constantFrom<Any>({ type: 'boolean' }, { type: 'null' }, { enum: ['a', 'ab'] }, { $ref: '#/$defs/known' }),
    fc
      .tuple(tie('any'), limits('minItems', 'maxItems'))
      .map(([items, more]): Any => ({ type: 'array', items, ...more })),
    fc
      .record({
        properties: fc.dictionary(name, tie('any'), { maxKeys: 3 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('any')),
      })
      // A name that is required and has no schema is one that zod does not ask for.
      .map(({ properties, required, additionalProperties }): Any => {
        const known = required.filter((each) => Object.hasOwn(properties, each));
        return { type: 'object', properties, required: known, additionalProperties };
      }),
    fc.array(tie('any'), { minLength: 1, maxLength: 3 }).map((anyOf): Any => ({ anyOf })),
    fc.array(tie('any'), { minLength: 2, maxLength: 3 }).map((oneOf): Any => ({ oneOf })),
  ),
})).any;

const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom('', 'a', 'ab', '😀😀', 0, 1, 2, 2.5, 3, -1, true, null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  ),
})).any;

describe('the payload of an event, beside zod', () => {
  test('law: where a schema says the type of everything, both find the same values sound', ({ expect }) => {
    let sound = 0;
    fc.assert(
      fc.property(schema, fc.array(value, { minLength: 1, maxLength: 5 }), (inner, values) => {
        const root = { ...inner, $defs: { known: { type: 'object', properties: { a: { type: 'string' } } } } };
        expect(schemaFaults(PayloadSchema.parse(root))).toEqual([]);
        const oracle = z.fromJSONSchema(root as z.core.JSONSchema.JSONSchema);
        for (const each of values) {
          // It counts UTF-16, JSON Schema counts characters: the one text in which they differ is left out.
          if (JSON.stringify(each).includes('😀') && JSON.stringify(root).includes('Length')) continue;
          const isSound = oracle.safeParse(each).success;
          expect(payloadFaults(root, each).length === 0, JSON.stringify([root, each])).toBe(isSound);
          if (isSound) sound++;
        }
      }),
      { numRuns: 2_000 },
    );
    expect(sound).toBeGreaterThan(200);
  });
});

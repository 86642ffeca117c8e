import { describe, test } from 'vitest';
import { judgeOf } from '../../src/ingest/payload/judge.ts';
import { schemaFaults } from '../../src/ingest/payload/schema-faults.ts';
import { type Document, loadDocument, routesOf, type Schema } from './open-api-document.ts';
import { faultsOf, plain, plainSchema } from './open-api-schemas.ts';

/** Every schema of a document, those that it has by name and those of its operations, by where it is. */
function schemasOf(document: Document): [at: string, schema: Schema][] {
  const ofRoutes = routesOf(document).flatMap(({ at, operation }) => [
    ...(operation.parameters ?? []).map(({ name, schema }): [string, Schema] => [`${at} ${name}`, schema]),
    ...[{ content: operation.requestBody?.content }, ...Object.values(operation.responses)].flatMap(
      ({ content = {} }) =>
        Object.entries(content).map(([media, { schema }]): [string, Schema] => [`${at} ${media}`, schema]),
    ),
  ]);
  return [...Object.entries(document.components.schemas), ...ofRoutes];
}

/** All that a value holds under one name, wherever it is. */
function found(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([each, inside]) => [
    ...(each === name ? [inside] : []),
    ...found(inside, name),
  ]);
}

/** The fields that a part of an `allOf` names, and whether it refuses all others. */
function namedBy(part: Schema, { components }: Document): { names: string[]; isClosed: boolean } {
  const name = part.$ref?.split('/').at(-1);
  const target = (name === undefined ? part : components.schemas[name]) ?? {};
  return { names: Object.keys(target.properties ?? {}), isClosed: target.additionalProperties === false };
}

describe('the schemas of /openapi.json', () => {
  test('are JSON Schema 2020-12: every keyword is one, every reference resolves, every pattern compiles', async ({
    expect,
  }) => {
    const document = await loadDocument();
    const all = schemasOf(document);
    expect(all.length).toBeGreaterThan(200);
    const $defs = Object.fromEntries(all.map(([at, schema]) => [at, plain(schema)]));
    expect(schemaFaults({ $defs })).toEqual([]);
  });

  test('have patterns without flags, which are read as with `u`', async ({ expect }) => {
    const patterns = found(await loadDocument(), 'pattern').map(String);
    expect(patterns.length).toBeGreaterThan(20);
    for (const pattern of patterns) {
      expect(pattern).not.toMatch(/\/[dgimsuvy]+$/);
      expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow();
    }
  });

  test('have no `allOf` of which one part refuses the fields of another', async ({ expect }) => {
    const document = await loadDocument();
    for (const parts of found(document, 'allOf') as Schema[][]) {
      const named = parts.map((part) => namedBy(part, document));
      for (const { names, isClosed } of named) {
        const others = named.flatMap((each) => each.names).filter((name) => !names.includes(name));
        expect(isClosed ? others : [], JSON.stringify(parts).slice(0, 200)).toEqual([]);
      }
    }
  });

  test('refuse what is wrong: the judge of this test is awake', async ({ expect }) => {
    const document = await loadDocument();
    const judge = (name: string) => judgeOf(plainSchema(document, { $ref: `#/components/schemas/${name}` }));
    const line = { id: 'ada', email: 'ada@example.com' };
    expect(faultsOf(judge('MemberLine'), line)).toEqual([]);
    expect(faultsOf(judge('MemberLine'), { ...line, colour: 1 })).toEqual(['colour is not a field of this']);
    expect(faultsOf(judge('MemberLine'), { email: 'x' })).toEqual([
      'id is required',
      'email must be of the format email',
    ]);
    expect(faultsOf(judge('Preferences'), { quiet: null, muteUntil: null })).toEqual([]);
  });
});

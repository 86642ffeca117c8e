import { describe, test } from 'vitest';
import { PayloadSchema } from '../../src/contract/payload-schema.ts';
import { payloadFaults } from '../../src/ingest/payload/check-payload.ts';
import { schemaFaults } from '../../src/ingest/payload/schema-faults.ts';

const schemaOf = (schema: object) => PayloadSchema.parse(schema);
/** By path, without `data.payload`. */
const faultsOf = (schema: object, payload: unknown) =>
  payloadFaults(schemaOf(schema), payload).map(({ path, message }) => `${path.slice(13)}: ${message}`);
const isSound = (schema: object, payload: unknown) => faultsOf(schema, payload).length === 0;

const ORDER = {
  type: 'object',
  properties: {
    order: {
      type: 'object',
      properties: {
        total: { type: 'number', exclusiveMinimum: 0 },
        currency: { enum: ['EUR', 'USD'] },
        lines: { type: 'array', minItems: 1, items: { $ref: '#/$defs/line' } },
        placedAt: { type: 'string', format: 'date-time' },
        code: { type: 'string', pattern: '^[A-Z]{2}-\\d+$' },
      },
      required: ['total', 'currency'],
      additionalProperties: false,
    },
  },
  required: ['order'],
  $defs: { line: { type: 'object', properties: { sku: { type: 'string', minLength: 1 } }, required: ['sku'] } },
};

describe('the payload of an event', () => {
  test('happy: passes the schema of its type', ({ expect }) => {
    const order = {
      total: 12.5,
      currency: 'EUR',
      lines: [{ sku: 'x' }],
      placedAt: '2026-11-22T05:00:00+01:00',
      code: 'AB-12',
    };
    expect(schemaFaults(schemaOf(ORDER))).toEqual([]);
    expect(faultsOf(ORDER, { order, more: 1 })).toEqual([]);
  });

  test('refusal: every fault by its field, all at once', ({ expect }) => {
    const order = {
      total: 0,
      currency: 'GBP',
      lines: [{ sku: '' }, {}, 'x'],
      placedAt: 'yesterday',
      code: 'ab',
      colour: 'red',
    };
    expect(faultsOf(ORDER, { order })).toEqual([
      'order.total: must be more than 0',
      'order.currency: must be one of "EUR", "USD"',
      'order.lines.0.sku: must be at least 1 characters',
      'order.lines.1.sku: is required',
      'order.lines.2: must be an object',
      'order.placedAt: must be of the format date-time',
      'order.code: must match ^[A-Z]{2}-\\d+$',
      'order.colour: is not a field of this',
    ]);
    expect(faultsOf(ORDER, {})).toEqual(['order: is required']);
    expect(payloadFaults(schemaOf(ORDER), { order: 1 })).toEqual([
      { path: 'data.payload.order', message: 'must be an object' },
    ]);
  });

  test('edge: a schema that is a part of itself judges as deep as the payload is', ({ expect }) => {
    const comments = { properties: { text: { type: 'string' }, answers: { type: 'array', items: { $ref: '#' } } } };
    expect(schemaFaults(schemaOf(comments))).toEqual([]);
    expect(faultsOf(comments, { text: 'a', answers: [{ text: 'b', answers: [{ text: 3 }] }] })).toEqual([
      'answers.0.answers.0.text: must be a text',
    ]);
  });

  test.for<[schema: object, sound: unknown[], not: unknown[]]>([
    [{ type: ['string', 'null'] }, ['a', null], [1, {}]],
    [{ type: 'integer' }, [1, 2.0, -0], [1.5, '1']],
    [{ const: { a: 1, b: [2] } }, [{ b: [2], a: 1 }], [{ a: 1 }, { a: 1, b: ['2'] }]],
    [{ required: ['a'] }, [{ a: null }, 'no object'], [{}]],
    [{ dependentRequired: { card: ['name'] } }, [{}, { card: 1, name: 2 }], [{ card: 1 }]],
    [{ properties: { constructor: { type: 'string' } } }, [{}, { constructor: 'x' }], [{ constructor: 1 }]],
    [
      { patternProperties: { '^x-': { type: 'number' } }, additionalProperties: false },
      [{ 'x-a': 1 }],
      [{ 'x-a': '1' }, { y: 1 }],
    ],
    [{ propertyNames: { pattern: '^[a-z]+$' } }, [{ ab: 1 }], [{ A: 1 }]],
    [{ minProperties: 1, maxProperties: 2 }, [{ a: 1 }], [{}, { a: 1, b: 2, c: 3 }]],
    [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, [['a', 1, 2], []], [[1], ['a', 'b']]],
    [
      { uniqueItems: true },
      [[1, '1', [1]]],
      [
        [
          { a: 1, b: 2 },
          { b: 2, a: 1 },
        ],
      ],
    ],
    [{ contains: { type: 'number' }, maxContains: 2 }, [['a', 1]], [['a'], [1, 2, 3]]],
    [{ minLength: 2, maxLength: 2 }, ['😀😀', 5], ['😀']],
    [{ multipleOf: 0.1 }, [0.3, 1, 0], [0.25]],
    [{ minimum: 1, maximum: 3 }, [1, 3, 'x'], [0.99, 3.01]],
    [{ anyOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1 }, { a: 1, b: 1 }], [{}]],
    [{ oneOf: [{ required: ['a'] }, { required: ['b'] }] }, [{ a: 1 }], [{}, { a: 1, b: 1 }]],
    [{ not: { required: ['a'] } }, [{}], [{ a: 1 }]],
    [
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      { if: { properties: { kind: { const: 'card' } } }, then: { required: ['number'] }, else: { required: ['iban'] } },
      [
        { kind: 'card', number: 1 },
        { kind: 'bank', iban: 1 },
      ],
      [
        { kind: 'card', iban: 1 },
        { kind: 'bank', number: 1 },
      ],
    ],
    [
      { $defs: { 'a/b': { type: 'string' } }, properties: { x: { $ref: '#/$defs/a~1b', minLength: 2 } } },
      [{ x: 'ab' }],
      [{ x: 'a' }, { x: 1 }],
    ],
  ])('edge: %j', ([schema, sound, not], { expect }) => {
    expect(schemaFaults(schemaOf(schema))).toEqual([]);
    for (const payload of sound) expect(faultsOf(schema, payload)).toEqual([]);
    for (const payload of not) expect(faultsOf(schema, payload)).not.toEqual([]);
  });

  test.for<[format: string, sound: string, not: string]>([
    ['date-time', '2026-11-22T05:00:00Z', '2026-11-22'],
    ['date', '2028-02-29', '2026-02-29'],
    ['time', '05:00:00+01:00', '25:00'],
    ['duration', 'P1DT2H', '1 day'],
    ['email', 'ada@example.com', 'ada'],
    ['hostname', 'example.com', 'exa mple'],
    ['ipv4', '10.0.0.1', '10.0.0.256'],
    ['ipv6', '::1', ':::'],
    ['uri', 'https://example.com/a', '/a'],
    ['uuid', '6f1f9a0e-2a8b-4c55-9d0a-0d6b6f7f0c11', '6f1f'],
  ])('happy: the format %s', ([format, sound, not], { expect }) => {
    expect([isSound({ format }, sound), isSound({ format }, not)]).toEqual([true, false]);
  });

  test('security: what would take too long is refused, not waited for', ({ expect }) => {
    const twice = (next: number) => ({ allOf: [{ $ref: `#/$defs/d${next}` }, { $ref: `#/$defs/d${next}` }] });
    const definitions = Object.fromEntries(
      Array.from({ length: 14 }, (_each, index) => [`d${index}`, twice(index + 1)]),
    );
    const doubling = { $ref: '#/$defs/d0', $defs: { ...definitions, d14: {} } };
    const items = { items: { anyOf: [doubling.$defs.d14, { pattern: '^(a+)+$' }] } };
    expect(
      faultsOf(
        { properties: { list: { items: { $ref: '#/$defs/d0' } } }, $defs: doubling.$defs },
        { list: Array(50).fill(1) },
      ),
    ).toEqual([expect.stringContaining('takes too long')]);
    expect(faultsOf(items, Array(1_000).fill('a'))).toEqual([]);
    expect(
      faultsOf({ properties: { text: { pattern: '^([a-z]+ ?){1,50}$' } } }, { text: `${'a'.repeat(100_000)}!` }),
    ).toEqual([expect.stringContaining('takes too long')]);
  });

  test('security: at most 50 faults, with paths that are cut', ({ expect }) => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_each, index) => [`${index}`.padEnd(300, 'x'), 1]));
    const faults = payloadFaults(schemaOf({ additionalProperties: false }), many);
    expect(faults).toHaveLength(50);
    for (const { path } of faults) expect(path.length).toBeLessThanOrEqual(200);
  });
});

describe('the schema of a type', () => {
  test.for<[schema: object, path: string]>([
    [{ type: 'strin' }, 'payload.type'],
    [{ minimun: 3 }, 'payload.minimun'],
    [{ properties: { a: { properties: { b: { type: 'x' } } } } }, 'payload.properties.a.properties.b.type'],
    [{ properties: [] }, 'payload.properties'],
    [{ properties: { a: 'string' } }, 'payload.properties.a'],
    [{ anyOf: [] }, 'payload.anyOf'],
    [{ anyOf: [{}, 1] }, 'payload.anyOf.1'],
    [{ items: [{}] }, 'payload.items'],
    [{ required: 'a' }, 'payload.required'],
    [{ enum: [] }, 'payload.enum'],
    [{ format: 'emial' }, 'payload.format'],
    [{ multipleOf: 0 }, 'payload.multipleOf'],
    [{ properties: { a: { pattern: '(?=a)' } } }, 'payload.properties.a.pattern'],
    [{ patternProperties: { '(a)\\1': {} } }, 'payload.patternProperties.(a)\\1'],
    [{ properties: { a: { $ref: 'https://example.com/schema.json' } } }, 'payload.properties.a.$ref'],
    [{ $ref: '#/$defs/none' }, 'payload.$ref'],
    [{ $ref: '#/properties/a' }, 'payload.$ref'],
    [{ $ref: '#' }, 'payload'],
    [{ $defs: { a: { anyOf: [{ $ref: '#/$defs/b' }] }, b: { not: { $ref: '#/$defs/a' } } } }, 'payload.$defs.a'],
    [{ unevaluatedProperties: false }, 'payload.unevaluatedProperties'],
    [{ $dynamicRef: '#a' }, 'payload.$dynamicRef'],
    [{ constructor: {} }, 'payload.constructor'],
    [{ $schema: 'http://json-schema.org/draft-07/schema#' }, 'payload.$schema'],
  ])('refusal: %j, by its path', ([schema, path], { expect }) => {
    expect(schemaFaults(schemaOf(schema))[0]).toEqual({ path, message: expect.any(String) });
  });

  test('refusal: one that is too long or nested too deep', ({ expect }) => {
    expect(PayloadSchema.safeParse({ description: 'x'.repeat(40_000) }).success).toBe(false);
    let deep: object = {};
    for (let level = 0; level < 10_000; level++) deep = { not: deep };
    expect(PayloadSchema.safeParse(deep).success).toBe(false);
    let deepish: object = {};
    for (let level = 0; level < 40; level++) deepish = { items: deepish };
    expect(schemaFaults(schemaOf(deepish))).toMatchObject([{ message: expect.stringContaining('nested') }]);
  });

  test('happy: annotations say nothing about what is sound', ({ expect }) => {
    const schema = {
      $id: 'https://example.com/order',
      $comment: 'c',
      title: 't',
      description: 'd',
      default: {},
      examples: [1],
    };
    expect(schemaFaults(schemaOf(schema))).toEqual([]);
    expect(faultsOf(schema, { anything: true })).toEqual([]);
  });
});

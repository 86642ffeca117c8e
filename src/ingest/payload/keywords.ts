import { z } from '@hono/zod-openapi';
import { compilePattern } from './pattern.ts';

/** A JSON Schema, or a part of one. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

/** Where a keyword holds schemas: one, a list of them, or one for each name. */
export type Holds = 'schema' | 'schemas' | 'named schemas';

/** A part of a schema, and how it is reached from what it is a part of. */
export interface Part {
  readonly path: readonly string[];
  readonly value: unknown;
  /** It judges the same value, not what is inside of it. */
  readonly isInPlace: boolean;
}

/** Keywords that hold schemas. */
const HOLDING: Readonly<Record<string, Holds>> = {
  properties: 'named schemas',
  patternProperties: 'named schemas',
  additionalProperties: 'schema',
  propertyNames: 'schema',
  items: 'schema',
  prefixItems: 'schemas',
  contains: 'schema',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  not: 'schema',
  if: 'schema',
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: 'schema',
  else: 'schema',
  $defs: 'named schemas',
};
const IN_PLACE = new Set(['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else']);

const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'] as const;
const Type = z.enum(TYPES, `must be one of ${TYPES.join(', ')}`);
const Count = z.int().min(0);
const Names = z.array(z.string());
const text = z.string();

/** Formats that are checked, all of them; texts beyond 2,000 characters have none. */
export const FORMATS: Readonly<Record<string, (value: string) => boolean>> = {
  'date-time': passes(z.iso.datetime({ offset: true })),
  date: passes(z.iso.date()),
  time: passes(z.string().regex(/^\d\d:[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[zZ]|[+-][01]\d:[0-5]\d)$/)),
  duration: passes(z.iso.duration()),
  email: passes(z.email()),
  hostname: passes(z.hostname()),
  ipv4: passes(z.ipv4()),
  ipv6: passes(z.ipv6()),
  uri: (value) => URL.canParse(value),
  uuid: passes(z.guid()),
};

/** Every other keyword that is taken, and what it has to be. */
const PLAIN: Readonly<Record<string, z.ZodType>> = {
  type: z.union([Type, z.array(Type).min(1)], `must be one of ${TYPES.join(', ')}, or a list of them`),
  enum: z.array(z.unknown()).min(1),
  const: z.unknown(),
  required: Names,
  dependentRequired: z.record(z.string(), Names),
  minProperties: Count,
  maxProperties: Count,
  minItems: Count,
  maxItems: Count,
  uniqueItems: z.boolean(),
  minContains: Count,
  maxContains: Count,
  minLength: Count,
  maxLength: Count,
  minimum: z.number(),
  maximum: z.number(),
  exclusiveMinimum: z.number(),
  exclusiveMaximum: z.number(),
  multipleOf: z.number().positive(),
  format: z.enum(Object.keys(FORMATS), `must be one of ${Object.keys(FORMATS).join(', ')}`),
  pattern: z.string().superRefine((source, context) => {
    const fault = patternFault(source);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  }),
  $ref: z.string().regex(/^#(?:\/\$defs\/[^/]+)?$/, 'must be # or #/$defs/NAME: nothing is fetched'),
  $schema: z.literal('https://json-schema.org/draft/2020-12/schema', 'must be that of draft 2020-12, or left out'),
  $id: text,
  $comment: text,
  title: text,
  description: text,
  default: z.unknown(),
  examples: z.array(z.unknown()),
  deprecated: z.boolean(),
  readOnly: z.boolean(),
  writeOnly: z.boolean(),
};

/** The schemas that a schema holds. */
export function partsOf(schema: Schema): Part[] {
  if (typeof schema === 'boolean') return [];
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const holds = Object.hasOwn(HOLDING, keyword) ? HOLDING[keyword] : undefined;
    const isInPlace = IN_PLACE.has(keyword);
    if (holds === 'schema') return [{ path: [keyword], value, isInPlace }];
    if (holds === undefined || typeof value !== 'object' || value === null) return [];
    return Object.entries(value).map(([name, part]) => ({ path: [keyword, name], value: part, isInPlace }));
  });
}

/** What is wrong with the value of a keyword; undefined when nothing is. */
export function keywordFault(keyword: string, value: unknown): string | undefined {
  const holds = Object.hasOwn(HOLDING, keyword) ? HOLDING[keyword] : undefined;
  if (holds === 'schema') return undefined;
  if (holds === 'schemas') return Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of schemas';
  if (holds === 'named schemas') return isObject(value) ? undefined : 'must be an object of schemas';
  const plain = Object.hasOwn(PLAIN, keyword) ? PLAIN[keyword] : undefined;
  if (!plain) return 'is not a keyword that is checked';
  return plain.safeParse(value).error?.issues[0]?.message;
}

/** What is wrong with a regular expression; undefined when nothing is. */
export function patternFault(source: string): string | undefined {
  const pattern = compilePattern(source);
  return 'fault' in pattern ? pattern.fault : undefined;
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function passes(schema: z.ZodType): (value: string) => boolean {
  return (value) => schema.safeParse(value).success;
}

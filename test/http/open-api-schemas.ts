import { judgeOf } from '../../src/ingest/payload/judge.ts';
import { faultsBy, type Judge } from '../../src/ingest/payload/run.ts';
import type { Document, Schema } from './open-api-document.ts';

/** A JSON Schema 2020-12 that refers to nothing outside of itself, as the checks of payloads take it. */
export type PlainSchema = Readonly<Record<string, unknown>>;

/** Words that OpenAPI has and that say nothing of what is valid. */
const ANNOTATIONS: ReadonlySet<string> = new Set(['example', 'discriminator']);
const COMPONENTS = '#/components/schemas/';

/**
 * A schema of the document with all that it refers to. `closed`: fields that an object does not name are refused, as of
 * answers, in which each one should be described.
 */
export function plainSchema(document: Document, schema: Schema, closed = false): PlainSchema {
  const named = Object.entries(document.components.schemas).map(([name, each]) => [name, plain(each, closed)]);
  return { ...(plain(schema, closed) as PlainSchema), $defs: Object.fromEntries(named) };
}

/** What is wrong with a value by a schema of the document, each with its path. */
export function faultsOf(judge: Judge, value: unknown): string[] {
  const run = { faults: [], left: Number.POSITIVE_INFINITY };
  return faultsBy(judge, value, [], run).map(({ path, message }) => `${path || 'it'} ${message}`);
}

/** Judges of a document's schemas, each made once. */
export function judgesOf(document: Document, closed: boolean): (schema: Schema) => Judge {
  const known = new Map<Schema, Judge>();
  return (schema) => {
    const judge = known.get(schema) ?? judgeOf(plainSchema(document, schema, closed));
    known.set(schema, judge);
    return judge;
  };
}

/** A schema of the document as it is without what only OpenAPI knows; what it refers to is in `$defs` of a whole. */
export function plain(schema: unknown, closed = false): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema as Schema).flatMap(([word, value]): [string, unknown][] => {
    if (ANNOTATIONS.has(word) || (word === 'format' && value === 'password')) return [];
    return [[word, partOf(word, value, closed)]];
  });
  const isOpen = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(parts), ...(closed && isOpen ? { additionalProperties: false } : {}) };
}

function partOf(word: string, value: unknown, closed: boolean): unknown {
  if (word === '$ref') return String(value).replace(COMPONENTS, '#/$defs/');
  if (word === 'items' || word === 'additionalProperties') return plain(value, closed);
  if (Array.isArray(value) && ['anyOf', 'oneOf', 'allOf'].includes(word))
    return value.map((each) => plain(each, closed));
  if (word !== 'properties') return value;
  const named = Object.entries(value as Readonly<Record<string, unknown>>);
  return Object.fromEntries(named.map(([name, each]) => [name, plain(each, closed)]));
}

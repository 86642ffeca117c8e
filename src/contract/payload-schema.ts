import { z } from '@hono/zod-openapi';

/** Characters of a schema, as JSON. */
const MOST_CHARACTERS = 32_768;

/** Levels of objects and lists in each other. */
const MOST_DEPTH = 64;

/** A JSON Schema, draft 2020-12, of an object; which of its keywords are taken is said by `schemaFaults`. */
export const PayloadSchema = z
  .record(z.string(), z.unknown())
  .refine((schema) => !isDeeperThan(schema, MOST_DEPTH), {
    message: `must not be nested deeper than ${MOST_DEPTH} levels`,
    abort: true,
  })
  .refine((schema) => JSON.stringify(schema).length <= MOST_CHARACTERS, `at most ${MOST_CHARACTERS} characters of JSON`)
  .transform((schema) => schema as PayloadSchema)
  .openapi('PayloadSchema', { type: 'object', description: 'JSON Schema, draft 2020-12' });
/** Values of JSON, all of them; told no closer, since the types of remote calls follow every nested one. */
export type PayloadSchema = { readonly [keyword: string]: string | number | boolean | null | object };

/** Whether a value of JSON is nested deeper. It walks without recursion: the depth is what must not be trusted. */
export function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((each) => (each !== null && typeof each === 'object' ? Object.values(each) : []));
  }
  return false;
}

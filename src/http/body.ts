import type { z } from '@hono/zod-openapi';
import type { FieldError } from '../contract/problem.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';
import { fieldErrors } from './field-errors.ts';

/** Bytes of a body. */
export const MOST_BODY = 4 * 1_024 * 1_024;

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
const LINES_TYPE = /^application\/(x-)?(ndjson|jsonl)\b/i;

/** A line of a bulk body: a value that passed, or what is wrong with it. */
export type Line<Value> = { readonly value: Value } | { readonly errors: readonly FieldError[] };

/** A value of a body before any schema; `text` is what it was read from, when it stood by itself. */
export type RawLine = { readonly value: unknown; readonly text?: string } | { readonly errors: readonly FieldError[] };

/** The values of a body, and whether it held many: an array or lines. */
export interface RawBody {
  readonly many: boolean;
  readonly values: readonly RawLine[];
}

/** Reads a JSON body by its schema; refuses with the path of every fault. */
export async function readBody<Schema extends z.ZodType>(context: Ctx, schema: Schema): Promise<z.output<Schema>> {
  const result = schema.safeParse(parseJson(await readText(context)));
  if (result.success) return result.data;
  throw new Refused({ kind: 'invalid', errors: fieldErrors(result.error) });
}

/** Reads a bulk body, a JSON array, NDJSON or a single object, line by line: a bad one never fails the others. */
export async function readLines<Schema extends z.ZodType>(
  context: Ctx,
  schema: Schema,
): Promise<Line<z.output<Schema>>[]> {
  const { values } = await readValues(context);
  return values.map((value) => ('errors' in value ? value : checkLine(value.value, schema)));
}

/** Checks one value by a schema. */
export function checkLine<Schema extends z.ZodType>(value: unknown, schema: Schema): Line<z.output<Schema>> {
  const result = schema.safeParse(value);
  return result.success ? { value: result.data } : { errors: fieldErrors(result.error) };
}

/** The values of a body before any schema. */
export async function readValues(context: Ctx): Promise<RawBody> {
  const type = typeOf(context);
  const text = await readText(context, type);
  if (LINES_TYPE.test(type)) return { many: true, values: parseLines(text) };
  const value = parseJson(text);
  return Array.isArray(value)
    ? { many: true, values: value.map((each: unknown) => ({ value: each })) }
    : { many: false, values: [{ value, text }] };
}

function parseLines(text: string): RawLine[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      try {
        return { value: JSON.parse(line) as unknown, text: line };
      } catch {
        return { errors: [{ path: '', message: 'this line is not JSON' }] };
      }
    });
}

/** The body as text: UTF-8, at most 4 MB, of a JSON kind. */
export async function readText(context: Ctx, type = typeOf(context)): Promise<string> {
  if (type !== '' && !JSON_TYPE.test(type) && !LINES_TYPE.test(type)) {
    throw new Refused({
      kind: 'unsupported-type',
      detail: `Send application/json or application/x-ndjson, not ${type}`,
    });
  }
  try {
    return utf8.decode(await readBytes(context));
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused({ kind: 'malformed', detail: 'The body is not UTF-8' });
  }
}

/** A body that says how long it is is read at once; any other until it is too much. */
async function readBytes(context: Ctx): Promise<Uint8Array> {
  const length = Number(context.req.header('Content-Length') ?? Number.NaN);
  if (length > MOST_BODY) throw tooLarge();
  // The runtime holds a request to its Content-Length.
  if (length >= 0) return new Uint8Array(await context.req.raw.arrayBuffer());
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of context.req.raw.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BODY) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function tooLarge(): Refused {
  return new Refused({ kind: 'too-large', detail: `A body is at most ${MOST_BODY} bytes` });
}

/** JSON of a whole body; refuses what is not. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = error instanceof Error ? error.message.slice(0, 120).toWellFormed() : '';
    throw new Refused({ kind: 'malformed', detail: `The body is not JSON: ${where}` });
  }
}

function typeOf(context: Ctx): string {
  return (context.req.header('Content-Type') ?? '').slice(0, 200);
}

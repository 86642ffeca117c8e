import type { z } from '@hono/zod-openapi';
import type { FieldError } from '../contract/problem.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';
import { fieldErrors, inOurWords } from './field-errors.ts';
import { parseLines } from './parse-lines.ts';
import { mayHoldReserved, reservedNames, withoutReserved } from './reserved-names.ts';

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
  return checkBody(await readText(context), schema);
}

/** The value of a body's text by its schema; refuses with the path of every fault. */
export function checkBody<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> {
  const raw = withoutReserved(parseJson(text), text);
  const line = 'errors' in raw ? raw : checkLine(raw.value, schema);
  if ('value' in line) return line.value;
  throw new Refused({ kind: 'invalid', errors: line.errors });
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
  const result = schema.safeParse(value, inOurWords);
  return result.success ? { value: result.data } : { errors: fieldErrors(result.error) };
}

/** The values of a body before any schema. */
export async function readValues(context: Ctx): Promise<RawBody> {
  const type = typeOf(context);
  if (LINES_TYPE.test(type)) return { many: true, values: parseLines(await readBytes(context, type)) };
  const text = await readText(context, type);
  const value = parseJson(text);
  return Array.isArray(value)
    ? { many: true, values: valuesOf(value, text) }
    : { many: false, values: [withoutReserved(value, text)] };
}

/** The values of an array, each for itself; `text` is that of all of them. */
function valuesOf(values: readonly unknown[], text: string): RawLine[] {
  const isSuspect = mayHoldReserved(text);
  return values.map((value) => {
    const errors = isSuspect ? reservedNames(value) : [];
    return errors.length > 0 ? { errors } : { value };
  });
}

/** The body as text: UTF-8, at most 4 MB, of a JSON kind. */
export async function readText(context: Ctx, type = typeOf(context)): Promise<string> {
  const bytes = await readBytes(context, type);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refused({ kind: 'malformed', detail: 'The body is not UTF-8' });
  }
}

/** Refuses a body of another kind than JSON, and a compressed one, by what its headers say. */
function checkKind(context: Ctx, type: string): void {
  if (type !== '' && !JSON_TYPE.test(type) && !LINES_TYPE.test(type)) {
    throw new Refused({
      kind: 'unsupported-type',
      detail: `Send application/json or application/x-ndjson, not ${type}`,
    });
  }
  const coding = (context.req.header('Content-Encoding') ?? '').trim().slice(0, 40);
  if (coding !== '' && coding.toLowerCase() !== 'identity') throw new Refused({ kind: 'unsupported-coding', coding });
}

/** A body that says how long it is is read at once; any other until it is too much. */
async function readBytes(context: Ctx, type: string): Promise<Uint8Array> {
  checkKind(context, type);
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

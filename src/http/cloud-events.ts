import { CloudEvent } from '../contract/event.ts';
import type { FieldError } from '../contract/problem.ts';
import { checkLine, type Line, parseJson, type RawBody, type RawLine, readText, readValues } from './body.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';
import { withoutReserved } from './reserved-names.ts';

/** Bytes of one event. */
const MOST_EVENT = 32 * 1_024;

/** The events of a request, and whether it asked about one or about many. */
export interface EventBody {
  readonly many: boolean;
  readonly lines: readonly Line<CloudEvent>[];
}

/** Reads one CloudEvent 1.0 (structured, plain JSON or binary mode), a batch, or NDJSON. */
export async function readCloudEvents(context: Ctx): Promise<EventBody> {
  const isBinary = context.req.header('ce-id') !== undefined || context.req.header('ce-specversion') !== undefined;
  const { many, values } = isBinary ? await readBinary(context) : await readValues(context);
  const lines = values.map((line) => checkEvent(line));
  const [only] = lines;
  if (!many && only && 'tooLarge' in only) throw new Refused({ kind: 'too-large', detail: only.tooLarge });
  return { many, lines: lines.map((line) => ('tooLarge' in line ? { errors: [errorOf(line)] } : line)) };
}

/** Binary mode: attributes in `ce-` headers, percent-encoded; the body is the data. */
async function readBinary(context: Ctx): Promise<RawBody> {
  const attributes = [...context.req.raw.headers]
    .filter(([name]) => name.startsWith('ce-') && name !== 'ce-data')
    .map(([name, value]) => [name.slice(3), decoded(name, value)]);
  const text = await readText(context);
  const value = { ...Object.fromEntries(attributes), data: parseJson(text) };
  return { many: false, values: [withoutReserved(value, text)] };
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Refused({ kind: 'invalid', errors: [{ path: name, message: 'must be percent-encoded UTF-8' }] });
  }
}

interface TooLarge {
  readonly tooLarge: string;
}

/** Looks at the size first: what is too large is not worth a schema. */
function checkEvent(line: RawLine): Line<CloudEvent> | TooLarge {
  if ('errors' in line) return line;
  const text = line.text ?? textOf(line.value);
  if (text === undefined) return { errors: [{ path: '', message: 'must not be nested as deeply as this' }] };
  // A character has one to three bytes a UTF-16 unit: most events need no counting.
  const bytes = text.length * 3 <= MOST_EVENT ? 0 : Buffer.byteLength(text);
  if (bytes > MOST_EVENT) return { tooLarge: `an event is at most ${MOST_EVENT} bytes, this one has ${bytes}` };
  const checked = checkLine(line.value, CloudEvent);
  return 'errors' in checked && isBase64(line.value) ? { errors: checked.errors.map(ofBase64) } : checked;
}

/** Whether an event has bytes instead of data. */
function isBase64(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'data_base64' in event && !('data' in event);
}

function ofBase64(error: FieldError): FieldError {
  return error.path === 'data' ? { path: 'data', message: 'must be JSON: `data_base64` is not taken' } : error;
}

/** The JSON of a value; undefined when it is nested too deeply to be written. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return undefined;
  }
}

function errorOf({ tooLarge }: TooLarge) {
  return { path: '', message: tooLarge };
}

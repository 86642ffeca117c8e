import { CloudEvent } from '../contract/event.ts';
import { checkLine, type Line, parseJson, readText, readValues } from './body.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';

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
  const lines = values.map((value) => ('errors' in value ? value : checkEvent(value.value, many)));
  return { many, lines };
}

/** Binary mode: attributes in `ce-` headers, percent-encoded; the body is the data. */
async function readBinary(context: Ctx): Promise<{ many: boolean; values: Line<unknown>[] }> {
  const attributes = [...context.req.raw.headers]
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice(3), decoded(name, value)]);
  const data = parseJson(await readText(context));
  return { many: false, values: [{ value: { ...Object.fromEntries(attributes), data } }] };
}

function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Refused({ kind: 'invalid', errors: [{ path: name, message: 'must be percent-encoded UTF-8' }] });
  }
}

function checkEvent(value: unknown, many: boolean): Line<CloudEvent> {
  const line = checkLine(value, CloudEvent);
  if ('errors' in line) return line;
  const bytes = new TextEncoder().encode(JSON.stringify(line.value.data)).length;
  if (bytes <= MOST_EVENT) return line;
  const message = `an event is at most ${MOST_EVENT} bytes, this one has ${bytes}`;
  if (!many) throw new Refused({ kind: 'too-large', detail: message });
  return { errors: [{ path: 'data', message }] };
}

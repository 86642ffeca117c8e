import type { Ctx } from '../context.ts';
import { Refused } from '../failure.ts';

/** Bytes of a form: a thousand types with names of the longest. */
const MOST_FORM = 1_024 * 1_024;
const FORM_TYPE = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;

/** The fields of a form as they were posted, in either encoding; refuses files, other kinds and more than 1 MB. */
export async function readForm(context: Ctx): Promise<[name: string, value: string][]> {
  const type = context.req.header('Content-Type') ?? '';
  if (!FORM_TYPE.test(type)) {
    throw new Refused({ kind: 'unsupported-type', detail: `Send a form, not ${type.slice(0, 200) || 'nothing'}` });
  }
  const bytes = await readBytes(context);
  const fields = await new Response(bytes, { headers: { 'Content-Type': type } }).formData().catch((): never => {
    throw new Refused({ kind: 'malformed', detail: 'The body is not a form of its Content-Type' });
  });
  return [...fields].map(([name, value]) => {
    if (typeof value === 'string') return [name, value];
    throw new Refused({ kind: 'invalid', errors: [{ path: name.slice(0, 200), message: 'must not be a file' }] });
  });
}

async function readBytes(context: Ctx): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of context.req.raw.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_FORM) throw new Refused({ kind: 'too-large', detail: `A form is at most ${MOST_FORM} bytes` });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

import type { RawLine } from './body.ts';
import { withoutReserved } from './reserved-names.ts';

const LINE_FEED = 0x0a;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
/** Of lines after the first: only the body as a whole may begin with a mark. */
const utf8Within = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The values of an NDJSON body, before any schema; a line that cannot be read fails no other. Blank lines are none. */
export function parseLines(bytes: Uint8Array): RawLine[] {
  return linesOf(bytes)
    .filter((text) => text?.trim() !== '')
    .map((text) => {
      if (text !== undefined) return parseLine(text);
      return { errors: [{ path: '', message: 'this line is not UTF-8' }] };
    });
}

function parseLine(text: string): RawLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { errors: [{ path: '', message: 'this line is not JSON' }] };
  }
  return withoutReserved(value, text);
}

/** The lines as text: all at once, and one by one only when some of them are not UTF-8; those are undefined. */
function linesOf(bytes: Uint8Array): readonly (string | undefined)[] {
  const whole = decoded(bytes, utf8);
  if (whole !== undefined) return whole.split('\n');
  const lines: (string | undefined)[] = [];
  // No longer sequence of UTF-8 holds the byte of a line feed.
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(LINE_FEED, start);
    const end = found < 0 ? bytes.length : found;
    lines.push(decoded(bytes.subarray(start, end), start === 0 ? utf8 : utf8Within));
    start = end + 1;
  }
  return lines;
}

/** Undefined when it is not UTF-8. */
function decoded(bytes: Uint8Array, decoder: TextDecoder): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

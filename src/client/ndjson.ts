/** Media type of a body with one JSON value a line. */
export const NDJSON = 'application/x-ndjson';

/** One JSON value a line: a bulk body whose bad lines never fail the others. */
export function toNdjson(values: Iterable<unknown>): string {
  let text = '';
  for (const value of values) text += `${JSON.stringify(value)}\n`;
  return text;
}

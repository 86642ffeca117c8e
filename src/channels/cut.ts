/**
 * The longest start of a text that, with an ellipsis at its end, measures at most so much; the text itself when it does.
 * Cut between characters as a reader sees them. `sizeOf` measures a part of a text: parts together measure their sum.
 */
export function cut(text: string, most: number, sizeOf: (part: string) => number): string {
  if (sizeOf(text) <= most) return text;
  let left = most - sizeOf(ELLIPSIS);
  if (left < 0) return '';
  let start = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    left -= sizeOf(segment);
    if (left < 0) break;
    start += segment;
  }
  return start + ELLIPSIS;
}

/** Bytes of a text inside a JSON string, escapes counted and quotes not. */
export function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

const ELLIPSIS = '…';

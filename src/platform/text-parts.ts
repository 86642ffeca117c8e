/** Characters of one statement's rows: a bound text holds 2 MB at the most, and a character is 3 bytes at most. */
const TEXT_PER_STATEMENT = 500_000;

/** JSON texts in parts that fit a statement. */
export function* textParts(texts: readonly string[]): Generator<string[]> {
  let part: string[] = [];
  let length = 0;
  for (const text of texts) {
    if (part.length > 0 && length + text.length > TEXT_PER_STATEMENT) {
      yield part;
      part = [];
      length = 0;
    }
    part.push(text);
    length += text.length;
  }
  if (part.length > 0) yield part;
}

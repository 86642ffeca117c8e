/** Lines of NDJSON that go in one request. */
export interface Body {
  readonly text: string;
  readonly lines: number;
}

/** How bodies are cut, and when what is in them is due. */
export interface BodyOptions<Item> {
  /** Lines of one body at the most. */
  readonly maxLines: number;
  /** Bytes of one body at the most; the API takes 4 MB. */
  readonly maxBytes: number;
  /** Milliseconds until an item is due, 0 or less when it is; left out, everything is due. */
  readonly dueIn?: (item: Item) => number;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/**
 * Packs items into NDJSON bodies, in order. An item that is not due yet closes the body before it, so that what is due
 * is never held back by what is not.
 */
export async function* makeBodies<Item>(
  items: AsyncIterable<Item>,
  lineOf: (item: Item) => unknown,
  { maxLines, maxBytes, dueIn = () => 0, sleep = async () => undefined }: BodyOptions<Item>,
): AsyncGenerator<Body, void, undefined> {
  let lines: string[] = [];
  let bytes = 0;
  const cut = (): Body => {
    const body = { text: lines.join(''), lines: lines.length };
    lines = [];
    bytes = 0;
    return body;
  };
  for await (const item of items) {
    const line = `${JSON.stringify(lineOf(item))}\n`;
    const size = Buffer.byteLength(line);
    const wait = dueIn(item);
    if (lines.length > 0 && (wait > 0 || lines.length >= maxLines || bytes + size > maxBytes)) yield cut();
    if (wait > 0) await sleep(wait);
    lines.push(line);
    bytes += size;
  }
  if (lines.length > 0) yield cut();
}

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Lines that are joined before they are written. */
const TOGETHER = 1_000;

/** Writes values to a file, one JSON a line, as they are made. Gives how many there were. */
export async function writeLines(file: string, values: Iterable<unknown>): Promise<number> {
  let written = 0;
  function* texts(): Generator<string> {
    let lines: string[] = [];
    for (const value of values) {
      written++;
      lines.push(`${JSON.stringify(value)}\n`);
      if (lines.length < TOGETHER) continue;
      yield lines.join('');
      lines = [];
    }
    yield lines.join('');
  }
  await pipeline(Readable.from(texts()), createWriteStream(file));
  return written;
}

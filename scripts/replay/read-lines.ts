import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CommandFailure } from '../start/failure.ts';

/** The lines of a file, and how much of the file they took so far. */
export interface LineReader {
  readonly lines: AsyncIterable<string>;
  /** 0..1, of the bytes on disk. */
  readonly fraction: () => number;
}

/** Streams the lines of a file, unpacked when its name ends in .gz; the file is never held in memory. */
export function readLines(path: string): LineReader {
  const size = sizeOf(path);
  const file = createReadStream(path, { highWaterMark: 64 * 1024 });
  let read = 0;
  file.on('data', (chunk) => {
    read += chunk.length;
  });
  return {
    lines: linesOf(path, file),
    fraction: () => (size === 0 ? 1 : read / size),
  };
}

async function* linesOf(path: string, file: Readable): AsyncGenerator<string, void, undefined> {
  const text = path.endsWith('.gz') ? unpacked(file) : file;
  try {
    yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  } catch (cause) {
    throw new CommandFailure(
      `${path} cannot be read to its end: ${cause instanceof Error ? cause.message : cause}`,
      'What was read before that has been sent. Check the file and run again: nothing happens twice.',
      { cause },
    );
  }
}

function unpacked(file: Readable): Readable {
  const text = createGunzip();
  // `pipe` does not carry errors over: without this the lines would just not go on.
  file.on('error', (error) => text.destroy(error));
  return file.pipe(text);
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return found.size;
  throw new CommandFailure(
    found === undefined ? `There is no file ${path}.` : `${path} is not a file.`,
    'Name a file with a line `A B unixtime kind` for each act, plain or .gz.',
  );
}

import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
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
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  let read = 0;
  file.on('data', (chunk) => {
    read += chunk.length;
  });
  return {
    lines: linesOf(path, file),
    fraction: () => (size === 0 ? 1 : read / size),
  };
}

async function* linesOf(path: string, file: NodeJS.ReadableStream): AsyncGenerator<string, void, undefined> {
  let failure: unknown;
  const text = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  const lines = createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
  // A line reader ends quietly when its stream breaks: the reason is kept for after the last line.
  const fail = (error: unknown) => {
    failure ??= error;
    lines.close();
  };
  file.on('error', fail);
  text.on('error', fail);
  yield* lines;
  if (failure !== undefined) {
    throw new CommandFailure(
      `${path} cannot be read to its end: ${failure instanceof Error ? failure.message : failure}`,
      'What was read before that has been sent. Check the file and run again: nothing happens twice.',
      { cause: failure },
    );
  }
}

function sizeOf(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return found.size;
  throw new CommandFailure(
    found === undefined ? `There is no file ${path}.` : `${path} is not a file.`,
    'Name a file with a line `A B unixtime kind` for each act, plain or .gz.',
  );
}

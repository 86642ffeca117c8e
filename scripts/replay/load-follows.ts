import { setTimeout as sleep } from 'node:timers/promises';
import type { Tower } from '../../src/client/tower.ts';
import { CommandFailure } from '../start/failure.ts';
import { byNode } from './by-node.ts';
import { eachCounted } from './each-counted.ts';
import { makeBodies } from './make-bodies.ts';
import { count, type Progress } from './progress.ts';
import { readLines } from './read-lines.ts';
import { sendBodies } from './send-bodies.ts';

/** Edges in one request, and requests under way. */
const EDGES = 5_000;
const BYTES = 3_500_000;
const IN_FLIGHT = 2;
/** Tries of edges that could not be written, and the pause before the next one, ms. */
const ATTEMPTS = 5;
const PAUSE = 3_000;

/** Loads a file of lines `A B` (A follows B) as edges; loading it again changes nothing. Gives how many lines it held. */
export async function loadFollows(
  tower: Tower,
  file: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<{ readonly loaded: number; readonly rejected: number }> {
  const reader = readLines(file);
  const startedAt = performance.now();
  let loaded = 0;
  let rejected = 0;
  let read = 0;
  const counted = eachCounted(readFollows(file, reader.lines), () => {
    read++;
  });
  const bodies = makeBodies(byNode(counted), (edge) => edge, { maxLines: EDGES, maxBytes: BYTES });
  await sendBodies(
    bodies,
    async (body) => {
      const answer = await putAll(tower, body.text, signal);
      loaded += answer.accepted;
      rejected += answer.rejected;
      progress.update({
        label: 'loading follows',
        // What was read ahead is not loaded yet.
        fraction: reader.fraction() * ((loaded + rejected) / read),
        done: loaded,
        unit: 'edges',
        elapsed: performance.now() - startedAt,
      });
    },
    IN_FLIGHT,
    signal,
  );
  progress.finish();
  return { loaded, rejected };
}

/** Puts edges and, after a pause, again those that could not be written: too many nodes were awake, say. */
async function putAll(tower: Tower, text: string, signal: AbortSignal) {
  let lines = text.trimEnd().split('\n');
  let accepted = 0;
  for (let attempt = 1; ; attempt++) {
    const answer = await tower.edges.putLines(`${lines.join('\n')}\n`, signal);
    accepted += answer.accepted;
    if (answer.rejected.length === 0 || attempt === ATTEMPTS) return { accepted, rejected: answer.rejected.length };
    lines = answer.rejected.flatMap(({ index }) => lines[index] ?? []);
    await sleep(PAUSE, undefined, { signal });
  }
}

/** The edges of a follow file; a line that is none stops the load, because a graph with holes would mislead. */
async function* readFollows(file: string, lines: AsyncIterable<string>) {
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber++;
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const [from, to, ...more] = text.split(/\s+/);
    if (from === undefined || to === undefined || more.length > 0) {
      throw new CommandFailure(
        `Line ${count(lineNumber)} of ${file} is not \`A B\`.`,
        'Each line names two members: the first follows the second.',
      );
    }
    yield { from, to };
  }
}

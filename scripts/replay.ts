/** `npm run replay -- FILE`: real activity of the Higgs data set as events, and what became of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tower } from '../src/client/tower.ts';
import type { Stats } from '../src/contract/stats.ts';
import { sourceOf } from './replay/act.ts';
import { awaitDecisions } from './replay/await-decisions.ts';
import { loadFollows } from './replay/load-follows.ts';
import { count, createProgress, type Progress } from './replay/progress.ts';
import { replayFile } from './replay/replay-file.ts';
import { readReplayOptions } from './replay/replay-options.ts';
import { explained, openTarget } from './replay/replay-target.ts';
import { registerMissingTypes } from './replay/replay-types.ts';
import { formatReport } from './replay/report.ts';
import { printFailure } from './start/failure.ts';
import { stopSignal } from './start/stop-signal.ts';

const stopping = stopSignal();

try {
  await run();
} catch (error) {
  if (!stopping.aborted) {
    printFailure(error);
    process.exitCode = 1;
  }
}
// Nothing is left to do; a kept-alive connection must not hold the process.
process.exit();

async function run(): Promise<void> {
  const options = readReplayOptions(process.argv.slice(2));
  const tower = await openTarget(options, process.env);
  const progress = createProgress(process.stderr);
  const file = options.follows;
  if (file !== undefined) {
    const follows = await explained(tower.url, () => loadFollows(tower, file, progress, stopping));
    console.log(`${count(follows.loaded)} follows of ${file}, ${count(follows.rejected)} rejected`);
    if (stopping.aborted) return;
  }
  await explained(tower.url, () => registerMissingTypes(tower));
  const replay = replayFile(tower, options, progress, stopping);
  let failure: unknown;
  try {
    await explained(tower.url, () => replay.ended);
  } catch (error) {
    // The report comes first, so that what was done is known.
    if (!stopping.aborted) failure = error;
  }
  const stats = await decisionsOf(tower, sourceOf(options.file), progress, failure !== undefined);
  console.log(`\n${formatReport(replay.totals(), replay.latencies, replay.busiest(), stats)}`);
  if (failure !== undefined) throw failure;
}

/** The counts of the file's events: when nothing is pending, or as they are now when the replay did not end well. */
async function decisionsOf(
  tower: Tower,
  source: string,
  progress: Progress,
  atOnce: boolean,
): Promise<Stats | undefined> {
  const startedAt = performance.now();
  try {
    const stats = await awaitDecisions({
      read: () => tower.stats.read({ source }),
      signal: atOnce ? AbortSignal.abort() : stopping,
      onLook: ({ events, pending }) =>
        progress.update({
          label: 'deciding',
          fraction: events === 0 ? 1 : 1 - pending / events,
          done: events - pending,
          unit: 'events decided',
          elapsed: performance.now() - startedAt,
        }),
      sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: stopping }).catch(() => undefined),
      now: () => performance.now(),
    });
    progress.finish();
    return stats;
  } catch {
    return undefined;
  }
}

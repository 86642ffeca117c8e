import { setTimeout as sleep } from 'node:timers/promises';
import type { Tower } from '../../src/client/tower.ts';
import { eventOf, sourceOf } from './act.ts';
import { createMinutes, type Minute } from './busiest-minute.ts';
import { eachCounted } from './each-counted.ts';
import { createLatencies, type Latencies } from './latencies.ts';
import { makeBodies } from './make-bodies.ts';
import type { Progress } from './progress.ts';
import { type NumberedAct, readActs } from './read-acts.ts';
import { readLines } from './read-lines.ts';
import type { ReplayOptions } from './replay-options.ts';
import { createShare } from './replayed-share.ts';
import type { ReplayTotals } from './report.ts';
import { sendBodies } from './send-bodies.ts';

/** Events in one request, and requests under way. */
const EVENTS = 100;
const BYTES = 3_500_000;
const IN_FLIGHT = 4;
/** How long requests under way may take to be answered when the replay is stopped, ms: so they are counted. */
const GRACE = 3_000;
/** Faults told in the report. */
const FAULTS = 3;

/** What a replay did, and its measures; the totals are right at any moment. */
export interface Replay {
  readonly totals: () => ReplayTotals;
  readonly latencies: Latencies;
  readonly busiest: () => Minute | undefined;
  /** Settles at the end of the file, when stopped, or fails as the first request did. */
  readonly ended: Promise<void>;
}

/** Posts the wanted acts of a file as events, in order, several bodies at a time. */
export function replayFile(tower: Tower, options: ReplayOptions, progress: Progress, signal: AbortSignal): Replay {
  const reader = readLines(options.file);
  const source = sourceOf(options.file);
  const latencies = createLatencies();
  const minutes = createMinutes();
  const startedAt = performance.now();
  const sum = { requests: 0, accepted: 0, duplicates: 0, rejected: 0, badLines: 0, acts: 0 };
  const faults: string[] = [];
  const elapsed = () => performance.now() - startedAt;
  const hurry = abortedAfter(signal, GRACE);

  const share = createShare(options);
  const acts = eachCounted(
    readActs(reader.lines, options, () => {
      sum.badLines++;
    }),
    ({ act }) => {
      sum.acts++;
      share.at(act.time, reader.fraction());
      minutes.add(act.time);
    },
  );
  const bodies = makeBodies(acts, ({ act, ordinal }) => eventOf(act, ordinal, source), {
    maxLines: EVENTS,
    maxBytes: BYTES,
    ...(options.speed !== undefined && { dueIn: dueAt(options.speed, elapsed) }),
    // Stopping ends the wait; the sender then sees the signal.
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  });
  const ended = sendBodies(
    bodies,
    async (body) => {
      const sentAt = performance.now();
      const { receipts, rejected } = await tower.events.postLines(body.text, hurry);
      latencies.add(performance.now() - sentAt);
      const duplicates = receipts.filter((receipt) => receipt.duplicate).length;
      sum.requests++;
      sum.duplicates += duplicates;
      sum.accepted += receipts.length - duplicates;
      sum.rejected += rejected.length;
      for (const { errors } of rejected.slice(0, FAULTS - faults.length)) {
        faults.push(errors.map((error) => `${error.path}: ${error.message}`).join('; '));
      }
      progress.update({
        label: 'replaying',
        fraction: share.now(),
        done: sum.accepted + sum.duplicates + sum.rejected,
        unit: 'events',
        elapsed: elapsed(),
      });
    },
    IN_FLIGHT,
    signal,
  ).finally(() => progress.finish());

  let took: number | undefined;
  const settled = ended.finally(() => {
    took = elapsed();
  });
  return {
    totals: () => ({ file: options.file, ...sum, faults, elapsed: took ?? elapsed(), stopped: signal.aborted }),
    latencies,
    busiest: minutes.busiest,
    ended: settled,
  };
}

/** When an act is due: `speed` times as fast as it happened, counted from the first one. */
function dueAt(speed: number, elapsed: () => number): (item: NumberedAct) => number {
  let first: number | undefined;
  return ({ act }) => {
    first ??= act.time - (elapsed() * speed) / 1_000;
    return ((act.time - first) * 1_000) / speed - elapsed();
  };
}

/** A signal that is aborted some time after another. */
function abortedAfter(signal: AbortSignal, milliseconds: number): AbortSignal {
  const later = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => later.abort(), milliseconds).unref(), { once: true });
  return later.signal;
}

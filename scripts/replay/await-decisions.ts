import type { Stats } from '../../src/contract/stats.ts';

/** Between two looks, ms. */
const PAUSE = 1_000;
/** How long nothing may change before waiting is given up, ms: longer than Tower takes to send a stalled part again. */
const PATIENCE = 120_000;

/** What is read, and where time comes from. */
export interface AwaitOptions {
  readonly read: () => Promise<Stats>;
  readonly signal: AbortSignal;
  readonly onLook: (stats: Stats) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** ms */
  readonly now: () => number;
}

/** The counts of a source once nothing of it is pending, or the last ones when it is stopped or nothing moves. */
export async function awaitDecisions({ read, signal, onLook, sleep, now }: AwaitOptions): Promise<Stats> {
  let stats = await read();
  let changedAt = now();
  while (stats.pending > 0 && !signal.aborted && now() - changedAt < PATIENCE) {
    onLook(stats);
    await sleep(PAUSE);
    const later = await read();
    if (JSON.stringify(later) !== JSON.stringify(stats)) changedAt = now();
    stats = later;
  }
  onLook(stats);
  return stats;
}

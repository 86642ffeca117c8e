import type { Ledger } from './ledger.ts';
import { LEASE } from './line.ts';

/** A fan-out that is done is looked up for this long, then it is forgotten; its counts are in the event log, ms. */
const FORGET_AFTER = 7 * 86_400_000;
/** One with dead batches is kept for an operator's replay, as long as its event is. */
const FORGET_FAILED_AFTER = 90 * 86_400_000;
/** One that waits for its turn asks for it less often than one under way looks whether it has stalled. */
const WAITS_LONGER = 5;

/**
 * When a ledger's alarm fires next, ms since the epoch; `forget` when it has nothing more to do at all, and undefined
 * while it is paused. By the rows and not by the alarm, which may fire twice.
 */
export function nextAlarm(ledger: Ledger, stallAfter: number, now: number): number | 'forget' | undefined {
  const { store, credit } = ledger;
  const fanout = store.fanout();
  if (!fanout) return undefined;
  const { pausedAt, reported, turn, resentAt } = fanout;
  if (!credit.isSpent()) {
    if (isForAlarm(ledger)) return now;
    if (pausedAt !== null && turn === 'none') return undefined;
    if (turn === 'waiting') return now + Math.min(stallAfter * WAITS_LONGER, LEASE / 4);
    // Before its moment has come there is nothing to see to.
    return Math.max(now, resentAt) + stallAfter;
  }
  if (!reported || turn !== 'none') return now + stallAfter;
  const kept = store.standing().deadBatches > 0 ? FORGET_FAILED_AFTER : FORGET_AFTER;
  // One that was cancelled before anything was cut has no row that would say when it last moved.
  const at = Math.max(store.lastProgress(), resentAt) + kept;
  return at <= now ? 'forget' : at;
}

/** Whether the alarm has to see at once to what nothing else would: an end, and parked slices when no batch is left. */
export function isForAlarm({ store, credit }: Ledger): boolean {
  if (credit.isSpent()) return store.fanout()?.reported === false;
  return credit.underway().batches === 0 && credit.room() > 0 && store.isRunning();
}

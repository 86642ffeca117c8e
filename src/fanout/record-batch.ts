import { addTallies } from '../platform/tally.ts';
import type { Store } from './store.ts';
import type { BatchResult } from './work.ts';

/**
 * Records what a try of a batch decided, once; gives the state it leaves the batch in, or undefined for a repeat of a
 * try that has been counted. Members who could not be asked keep the batch open for its next try, or leave it dead
 * when they are given up.
 */
export function recordBatch(
  store: Store,
  id: string,
  { attempt, failed, offered, decisions, reasons }: BatchResult,
  giveUp: boolean,
  now: number,
): 'open' | 'done' | 'dead' | undefined {
  const row = store.batch(id);
  if (row?.state !== 'open' || row.attempt !== attempt) return undefined;
  const state = failed.length === 0 ? 'done' : giveUp ? 'dead' : 'open';
  store.updateBatch(id, {
    state,
    members: failed.length === 0 ? null : failed,
    attempt: state === 'open' ? attempt + 1 : attempt,
    updatedAt: now,
    offered: row.offered + offered,
    decisions: addTallies(row.decisions, decisions),
    reasons: addTallies(row.reasons, reasons),
  });
  return state;
}

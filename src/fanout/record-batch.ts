import { addTallies } from '../platform/tally.ts';
import type { Credit } from './credit.ts';
import type { BatchRow } from './schema.ts';
import type { Store } from './store.ts';
import type { BatchResult } from './work.ts';

/**
 * Records what a try of a batch decided, once; gives the state it leaves the batch in, or undefined for a repeat of a
 * try that has been counted. Members who could not be asked keep the batch open for its next try, or leave it dead
 * when they are given up. Offers that were under way when the event was withdrawn count too, and have no next try.
 */
export function recordBatch(
  store: Store,
  credit: Credit,
  id: string,
  { attempt, failed, offered, decisions, reasons }: BatchResult,
  giveUp: boolean,
  now: number,
): BatchRow['state'] | undefined {
  const row = store.batch(id);
  if (row?.attempt !== attempt) return undefined;
  const ended = failed.length === 0 ? 'done' : giveUp ? 'dead' : 'open';
  const state = row.state === 'recalled' ? 'recalled' : ended;
  store.updateBatch(id, {
    state,
    members: failed.length === 0 ? null : failed,
    attempt: attempt + 1,
    updatedAt: now,
    offered: row.offered + offered,
    decisions: addTallies(row.decisions, decisions),
    reasons: addTallies(row.reasons, reasons),
  });
  credit.add({ batches: Number(state === 'open') - Number(row.state === 'open') });
  return state;
}

import type { Tally } from '../platform/tally.ts';
import type { Beginning } from './begin.ts';
import { NEW_BATCH, NEW_FANOUT, newSlices } from './new-rows.ts';
import type { Store } from './store.ts';
import { weightOf } from './turn.ts';

/** Offers that have no ledger, or none any more: whom they were for, and what came of them. */
export interface EndedFanout extends Beginning {
  /** Absent when whoever made the offers tells the event log of them: the ledger then has nothing to report. */
  readonly counts?: { readonly offered: number; readonly decisions: Tally; readonly reasons: Tally };
}

/** Writes the ledger of such offers as if they had just ended; one batch stands for all their counts. */
export function putEnded(store: Store, ended: EndedFanout, now: number): void {
  const { activity, recipients, audience, slices, counts } = ended;
  const weight = weightOf(audience);
  store.putFanout({ ...NEW_FANOUT, activity, recipients, audience, weight, resentAt: now, reported: true });
  store.putSlices(newSlices(slices, now).map((row) => ({ ...row, parked: false, done: true })));
  if (!counts) return;
  store.putBatches([{ ...NEW_BATCH, ...counts, id: 'before', state: 'done', size: counts.offered, updatedAt: now }]);
}

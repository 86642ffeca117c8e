import type { HashRange } from '../contract/queue-message.ts';
import { type EndedFanout, putEnded } from './ended.ts';
import type { Ledger } from './ledger.ts';
import { listBatches } from './list-batches.ts';
import { newSlices } from './new-rows.ts';
import type { SliceRow } from './schema.ts';

/**
 * Turns a fan-out, or offers that have no ledger any more, into the recall of their event, once: what has not been
 * offered yet never is, and whoever may have been is asked to give it back. That is the part of each slice that has been
 * cut so far, or the whole list; the audience is read anew, so who has left it since is not reached.
 */
export function withdraw({ store, credit }: Ledger, ended: EndedFanout | undefined, now: number): void {
  if (ended && !store.fanout()) putEnded(store, ended, now);
  const fanout = store.fanout();
  if (!fanout) throw new Error('The ledger was deleted while it was asked to recall');
  if (fanout.recalledAt !== null) return;
  const slices = store.slices();
  store.updateFanout({ recalledAt: now, pausedAt: null, reported: false, resentAt: now, resends: 0 });
  store.endOffers(now);
  const first = Math.max(-1, ...slices.map(({ number }) => number)) + 1;
  store.putSlices(newSlices(slices.flatMap(cutPart), now, first).map((row) => ({ ...row, recalls: true })));
  const { recipients } = fanout;
  if (recipients.kind === 'list') {
    store.putBatches(listBatches(recipients.members, 'recall', now).map((row) => ({ ...row, recalls: true })));
  }
  credit.forget();
}

/** Up to the last hash whole: that asks a member more at the most, and in vain. */
function cutPart({ fromHash, toHash, cursor, done }: SliceRow): HashRange[] {
  if (done) return [{ from: fromHash, to: toHash }];
  return cursor ? [{ from: fromHash, to: cursor.hash }] : [];
}

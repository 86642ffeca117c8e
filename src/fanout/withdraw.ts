import { listBatches } from './list-batches.ts';
import { NEW_SLICE } from './new-rows.ts';
import type { SliceRow } from './schema.ts';
import type { FanoutRow, Store } from './store.ts';

/**
 * Turns a fan-out into the recall of its event: what has not been offered yet never is, and whoever may have been is
 * asked to give it back. That is the part of each slice that has been cut so far, or the whole list; the audience is
 * read anew, so who has left it since is not reached.
 */
export function withdraw(store: Store, { recipients }: FanoutRow, now: number): void {
  const slices = store.slices();
  store.updateFanout({ recalledAt: now, reported: false, resentAt: now, resends: 0 });
  store.endOffers(now);
  store.putSlices(
    slices.flatMap(cutPart).map((range, place) => ({
      ...NEW_SLICE,
      ...range,
      number: slices.length + place,
      recalls: true,
      updatedAt: now,
    })),
  );
  if (recipients.kind === 'list') {
    store.putBatches(listBatches(recipients.members, 'recall', now).map((row) => ({ ...row, recalls: true })));
  }
}

/** Up to the last hash whole: that asks a member more at the most, and in vain. */
function cutPart({ fromHash, toHash, cursor, done }: SliceRow): { fromHash: number; toHash: number }[] {
  if (done) return [{ fromHash, toHash }];
  return cursor ? [{ fromHash, toHash: cursor.hash }] : [];
}

import type { AudienceCursor } from '../contract/queue-message.ts';
import { type Credit, unpark } from './credit.ts';
import { NEW_BATCH } from './new-rows.ts';
import type { BatchRow } from './schema.ts';
import type { Store } from './store.ts';
import type { Advance, CutBatch } from './work.ts';

/** A page that has been read of a slice: where it began, what was cut from it, where the next one begins. */
export interface CutPage {
  readonly from: AudienceCursor | undefined;
  readonly batches: readonly CutBatch[];
  readonly next: AudienceCursor | undefined;
  /** Members left out of it. */
  readonly pruned: number;
}

/**
 * Moves a slice's cursor over the batches cut from it, and gives their ids; without `next` the slice is done. Gives
 * undefined, and cuts nothing, when it does not stand at `from`: somebody else has cut this page already; and when there
 * is no room for so many batches: the slice is parked, as it is after a page that leaves no room for another.
 */
export function advanceSlice(
  store: Store,
  credit: Credit,
  number: number,
  { from, batches, next, pruned }: CutPage,
  now: number,
): Advance | undefined {
  const row = store.slice(number);
  if (!row || row.done || row.parked || !isSame(row.cursor, from)) return undefined;
  if (!credit.covers(batches.length)) {
    store.updateSlice(number, { parked: true, updatedAt: now });
    credit.add({ slices: -1, parked: 1 });
    return undefined;
  }
  let after = row.cursor;
  const rows = batches.map(({ until, size }, index): BatchRow => {
    const id = `${number}.${row.batches + index}`;
    const cut = { ...NEW_BATCH, id, slice: number, after, until, size, recalls: row.recalls, updatedAt: now };
    after = until;
    return cut;
  });
  store.putBatches(rows);
  credit.add({ batches: rows.length });
  const done = next === undefined;
  const goOn = !done && credit.coversNext(rows.length);
  const parked = !done && !goOn;
  if (!goOn) credit.add({ slices: -1, parked: parked ? 1 : 0 });
  store.updateSlice(number, {
    cursor: next ?? null,
    batches: row.batches + rows.length,
    done,
    parked,
    pruned: row.pruned + pruned,
    updatedAt: now,
  });
  return { ids: rows.map(({ id }) => id), goOn, slices: done ? unpark(store, credit, now) : [] };
}

function isSame(one: AudienceCursor | null, other: AudienceCursor | undefined): boolean {
  return one?.hash === other?.hash && one?.member === other?.member;
}

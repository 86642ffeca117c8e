import type { AudienceCursor } from '../contract/queue-message.ts';
import { NEW_BATCH } from './new-rows.ts';
import type { BatchRow } from './schema.ts';
import type { Store } from './store.ts';
import type { CutBatch } from './work.ts';

/**
 * Moves a slice's cursor over the batches cut from it, and gives their ids; without `next` the slice is done. Gives
 * undefined, and changes nothing, when it does not stand at `from`: somebody else has cut this page already.
 */
export function advanceSlice(
  store: Store,
  number: number,
  from: AudienceCursor | undefined,
  batches: readonly CutBatch[],
  next: AudienceCursor | undefined,
  now: number,
): string[] | undefined {
  const row = store.slice(number);
  if (!row || row.done || !isSame(row.cursor, from)) return undefined;
  let after = row.cursor;
  const rows = batches.map(({ until, size }, index): BatchRow => {
    const id = `${number}.${row.batches + index}`;
    const cut = { ...NEW_BATCH, id, slice: number, after, until, size, recalls: row.recalls, updatedAt: now };
    after = until;
    return cut;
  });
  store.putBatches(rows);
  store.updateSlice(number, {
    cursor: next ?? null,
    batches: row.batches + batches.length,
    done: next === undefined,
    updatedAt: now,
  });
  return rows.map(({ id }) => id);
}

function isSame(one: AudienceCursor | null, other: AudienceCursor | undefined): boolean {
  return one?.hash === other?.hash && one?.member === other?.member;
}

import { NEW_BATCH } from './new-rows.ts';
import type { BatchRow } from './schema.ts';

/** Members of a list in one batch. */
const LIST_BATCH = 250;

/** The batches of a list; their ids are `list.0`, … when `name` is `list`. */
export function listBatches(members: readonly string[], name: string, now: number): BatchRow[] {
  const batches: BatchRow[] = [];
  for (let start = 0; start < members.length; start += LIST_BATCH) {
    const recipients = members.slice(start, start + LIST_BATCH).map((member) => ({ member }));
    const id = `${name}.${batches.length}`;
    batches.push({ ...NEW_BATCH, id, members: recipients, size: recipients.length, updatedAt: now });
  }
  return batches;
}

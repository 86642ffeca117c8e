import { MOST_MEMBERS } from './cut-batches.ts';
import { NEW_BATCH } from './new-rows.ts';
import type { BatchRow } from './schema.ts';

/** The batches of a list; their ids are `list.0`, … when `name` is `list`. */
export function listBatches(members: readonly string[], name: string, now: number): BatchRow[] {
  const batches: BatchRow[] = [];
  for (let start = 0; start < members.length; start += MOST_MEMBERS) {
    const recipients = members.slice(start, start + MOST_MEMBERS).map((member) => ({ member }));
    const id = `${name}.${batches.length}`;
    batches.push({ ...NEW_BATCH, id, members: recipients, size: recipients.length, updatedAt: now });
  }
  return batches;
}

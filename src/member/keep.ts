import { LEASE } from './deliveries.ts';
import { updateLater } from './follow-up.ts';
import { pruneHistory } from './retention.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/**
 * Writes the new rows of an offer, makes room for them, and shows them and what they have joined on open pages.
 *
 * No transaction is around this: an error leaves the rows before it, and a repeat of the offer finds these known. So what
 * belongs to a row comes before it: the alarm that it needs, and the word to the devices that show what it joins.
 */
export function keep(room: Room, rows: readonly NotificationRow[], now: number): void {
  const kept: NotificationRow[] = [];
  const joined = new Map<string, NotificationRow>();
  try {
    room.alarm.wakeBy(wakeFor(rows, now));
    for (const row of rows) {
      const lead = leadOf(room, row, joined);
      if (lead) {
        updateLater(room, lead, now);
        joined.set(lead.id, lead);
      }
      room.store.insert(row);
      room.state.added(row);
      kept.push(row);
    }
    pruneHistory(room, now);
  } finally {
    // Also of rows before an error: whoever repeats the offer finds them known, and nobody would show them.
    if (kept.length > 0) room.live.show([...kept, ...joined.values()]);
  }
}

/** What a row joins, unless a row before it has joined the same. */
function leadOf(
  { store }: Room,
  { mergedInto }: NotificationRow,
  joined: ReadonlyMap<string, NotificationRow>,
): NotificationRow | undefined {
  return mergedInto === null || joined.has(mergedInto) ? undefined : store.notification(mergedInto);
}

/** The earliest work of new rows; with none, the end of their keeping, so that an idle member is cleaned up too. */
function wakeFor(rows: readonly NotificationRow[], now: number): number {
  const due = rows.flatMap((row) => (row.dueAt === null ? [] : [row.dueAt]));
  return due.length > 0 ? Math.min(...due) : now + LEASE.keep;
}

import { decideAgain } from './decide-again.ts';
import { LEASE } from './deliveries.ts';
import { arrival, outcomeOf } from './record.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/**
 * Held work has come due: the decision is taken again with what is true now and overwrites the first one.
 * Answers whether there is something to deliver.
 */
export function redecide(room: Room, row: NotificationRow, now: number): boolean {
  const change = outcomeOf(room, decideAgain(room, row, now), now, LEASE.queue);
  const appears = change.shown && !row.shown;
  // What appears in the timeline only now has arrived there now: no older mark covers it.
  const full = { ...row, ...change, ...(appears ? { at: arrival(room, now) } : {}) };
  room.store.update(row.id, appears ? { ...change, at: full.at } : change);
  if (appears) room.live.show([full]);
  return change.deliveries !== null;
}

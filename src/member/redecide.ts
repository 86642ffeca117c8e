import type { Decided } from '../decide/decide.ts';
import { decideAgain } from './decide-again.ts';
import { LEASE } from './deliveries.ts';
import { arrival, outcomeOf } from './record.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/** Decides held work that has come due, by itself. Answers whether there is something to deliver. */
export function redecide(room: Room, row: NotificationRow, now: number): boolean {
  return apply(room, row, decideAgain(room, row, now, { for: 'slot' }), now);
}

/**
 * Writes what has been decided again of held work, with what is true now: it overwrites the first decision.
 * `change` is what the caller knows better. Answers whether there is something to deliver.
 */
export function apply(
  room: Room,
  row: NotificationRow,
  decided: Decided,
  now: number,
  change: Partial<Omit<NotificationRow, 'id'>> = {},
): boolean {
  const outcome = {
    ...outcomeOf(room, decided, now, LEASE.queue),
    ...(isWithdrawn(row) ? withdrawn(row, decided) : {}),
  };
  const appears = outcome.shown && !row.shown;
  // What appears in the timeline only now has arrived there now: no older mark covers it.
  const all = { ...outcome, ...change, ...(appears ? { at: arrival(room, now) } : {}) };
  room.store.update(row.id, all);
  if (appears) room.live.show([{ ...row, ...all }]);
  return outcome.deliveries !== null;
}

/** The first of a group that was recalled: it rings for those who have joined it, and stays no part of them. */
function isWithdrawn({ decision }: NotificationRow): boolean {
  return decision.reason === 'recalled';
}

function withdrawn(row: NotificationRow, { decision }: Decided): Pick<NotificationRow, 'decision' | 'followUp'> {
  const { by, reason } = row.decision;
  return { decision: { ...decision, by, reason }, followUp: null };
}

import type { Decided } from '../decide/decide.ts';
import { pipeline } from '../decide/pipeline.ts';
import { compete } from '../decide/selection/portfolio.ts';
import { caseAgain } from './decide-again.ts';
import { earliest } from './due.ts';
import { apply } from './redecide.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/**
 * Something that was held may ring now: all that waits competes for the room there is. Of those that go on waiting only
 * one carries the moment of the next slot, so that a slot costs the rows that change and not those that wait.
 * Answers the notifications to deliver.
 */
export function openSlot(room: Room, now: number): string[] {
  const rows = new Map(waiting(room, now).map((row) => [row.id, row]));
  const cases = [...rows.values()].map((row) => caseAgain(room, row, now, { for: 'slot' }));
  const decided = compete(pipeline, room.state.view(room.member, now), cases);
  const toDeliver: string[] = [];
  const losers: { readonly row: NotificationRow; readonly decided: Decided }[] = [];
  for (const each of decided) {
    const row = rows.get(each.of.candidate.activity.id);
    if (!row) throw new Error('A candidate came out of the portfolio that did not go in');
    if (each.decision.outcome === 'hold') losers.push({ row, decided: each });
    else if (apply(room, row, each, now)) toDeliver.push(row.id);
  }
  wait(room, losers, now);
  return toDeliver;
}

/** What competes for a slot that opens now: what is due, and all that waits for somebody else's moment. */
export function waiting(room: Room, now: number): NotificationRow[] {
  return room.store
    .held(null)
    .filter((row) => (row.dueAt ?? now) <= now || hasNoMoment(row) || row.decision.reason === 'portfolio');
}

/** Wakes by itself for its end only: another one carries the moment that it waits for. */
function hasNoMoment({ dueAt, expiresAt }: NotificationRow): boolean {
  return dueAt === null || dueAt === expiresAt;
}

function wait(room: Room, losers: readonly { row: NotificationRow; decided: Decided }[], now: number): void {
  const next = earliest(...losers.map(({ decided }) => decided.decision.until));
  losers.forEach(({ row, decided }, place) => {
    const dueAt = place === 0 ? earliest(next, row.expiresAt) : row.expiresAt;
    // Whoever has no moment already is not written again, whatever it waits for by now.
    const isAsBefore = row.dueAt === dueAt && (place > 0 || row.decision.reason === decided.decision.reason);
    if (!isAsBefore) apply(room, row, decided, now, { dueAt });
  });
}

/**
 * Gives the moments of waiting rows that leave together to others that wait for the same and have none, with the windows
 * that their digest was carried over.
 */
export function handOver(room: Room, leaving: readonly NotificationRow[]): void {
  const held = leaving.filter(({ outcome }) => outcome === 'hold');
  for (const [key, rows] of Map.groupBy(held, ({ digestKey }) => digestKey)) {
    const moment = earliest(...rows.map(({ dueAt }) => dueAt));
    const heir = room.store.held(key).find((row) => hasNoMoment(row) && rows.every(({ id }) => id !== row.id));
    if (moment === null || !heir) continue;
    const carried = Math.max(...rows.map(({ decision }) => decision.numbers.carried ?? 0));
    const { decision } = heir;
    room.store.update(heir.id, {
      dueAt: key === null ? earliest(moment, heir.expiresAt) : moment,
      ...(carried > 0 ? { decision: { ...decision, numbers: { ...decision.numbers, carried } } } : {}),
    });
  }
}

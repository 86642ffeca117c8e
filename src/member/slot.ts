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
  const rows = new Map(
    room.store
      .held(null)
      .filter((row) => isWaiting(row, now))
      .map((row) => [row.id, row]),
  );
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

function isWaiting({ dueAt, decision }: NotificationRow, now: number): boolean {
  return dueAt === null || dueAt <= now || decision.reason === 'portfolio';
}

function wait(room: Room, losers: readonly { row: NotificationRow; decided: Decided }[], now: number): void {
  const next = earliest(...losers.map(({ decided }) => decided.decision.until));
  losers.forEach(({ row, decided }, place) => {
    const dueAt = place === 0 ? earliest(next, row.expiresAt) : row.expiresAt;
    if (place > 0 && row.dueAt === dueAt && row.decision.reason === decided.decision.reason) return;
    apply(room, row, decided, now, { dueAt });
  });
}

/** Gives the moment of a waiting row that leaves to another that waits for the same and has none. */
export function handOver(room: Room, leaving: NotificationRow): void {
  if (leaving.outcome !== 'hold' || leaving.dueAt === null) return;
  const heir = room.store.held(leaving.digestKey).find(({ id, dueAt }) => id !== leaving.id && dueAt === null);
  if (heir) room.store.update(heir.id, { dueAt: leaving.dueAt });
}

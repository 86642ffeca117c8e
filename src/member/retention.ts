import type { Decision } from '../contract/decision.ts';
import { hasOpen } from './deliveries.ts';
import { KEPT_FOR, limits } from './limits.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import { handOver } from './slot.ts';

/**
 * Keeps the history at its cap by removing what falls off its end. What is being delivered stays until it is settled;
 * what is held would ring for an entry that is there no more, so it ends here and the trace says so.
 */
export function pruneHistory(room: Room, now: number): void {
  if (room.state.notifications() <= limits.notifications) return;
  const floor = room.state.historyFloor();
  if (floor === undefined) return;
  const old = room.store.olderThan(floor).filter((row) => !hasOpen(row));
  const leads = new Set(room.store.timeline.joined(old.map(({ id }) => id)).map(({ into }) => into));
  const fallen = old.filter(({ id }) => !leads.has(id));
  if (fallen.length > 0) room.whole(() => forget(room, fallen, now));
}

/** Removes rows. What they leave to others is counted and handed over once, so it has to be one with their removal. */
function forget(room: Room, fallen: readonly NotificationRow[], now: number): void {
  fold(room, fallen);
  const held = fallen.filter((row) => row.outcome === 'hold');
  handOver(room, held);
  if (held.length > 0)
    room.ring.add(
      held.map(({ id, type }) => ({ event: id, type, decision: BEYOND })),
      now,
    );
  room.state.keepInterruptions(fallen, now);
  room.store.remove(fallen.map(({ id }) => id));
  room.state.removed(fallen.length);
}

/** A group stays as long as anything of it, and goes on counting the actors whose rows are lost. */
function fold(room: Room, fallen: readonly NotificationRow[]): void {
  const joined = fallen.filter(({ groupKey, mergedInto }) => groupKey !== null && mergedInto !== null);
  for (const [id, rows] of Map.groupBy(joined, ({ mergedInto }) => mergedInto)) {
    const lead = id === null ? undefined : room.store.notification(id);
    if (!lead) continue;
    const gone = new Set(rows.map((row) => row.id));
    const left = room.store.timeline.joined([lead.id]).filter((row) => !gone.has(row.id));
    const present = new Set([lead, ...left].map(({ actor }) => actor));
    const lost = new Set(rows.flatMap(({ actor }) => actor ?? []).filter((actor) => !present.has(actor)));
    const nameless = rows.filter(({ actor }) => actor === null).length;
    room.store.update(lead.id, { folded: lead.folded + lost.size + nameless });
  }
}

/** Forgets what has been kept long enough, whatever its state: nothing rings after so long. */
export function pruneOld(room: Room, now: number): void {
  const end = now - KEPT_FOR;
  const waiting = room.state.past().history.filter(({ at, outcome }) => at <= end && outcome === 'hold');
  if (waiting.length > 0) handOver(room, room.store.notifications(waiting.map(({ id }) => id)));
  room.store.pruneUpTo(end);
  room.state.forget();
}

/** The same words as the pipeline's own, of a candidate that came too late. */
const BEYOND: Decision = { outcome: 'drop', by: 'history', reason: 'beyond-history', numbers: {}, channels: [] };

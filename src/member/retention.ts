import type { Decision } from '../contract/decision.ts';
import { hasOpen } from './deliveries.ts';
import { KEPT_FOR, limits } from './limits.ts';
import type { Room } from './room.ts';

/**
 * Keeps the history at its cap by removing what falls off its end. What is being delivered stays until it is settled;
 * what is held would ring for an entry that is there no more, so it ends here and the trace says so.
 */
export function pruneHistory(room: Room, now: number): void {
  if (room.state.notifications() <= limits.notifications) return;
  const floor = room.state.historyFloor();
  if (floor === undefined) return;
  const fallen = room.store.olderThan(floor).filter((row) => !hasOpen(row));
  if (fallen.length === 0) return;
  const held = fallen.filter((row) => row.outcome === 'hold');
  if (held.length > 0)
    room.ring.add(
      held.map(({ id, type }) => ({ event: id, type, decision: BEYOND })),
      now,
    );
  room.state.keepInterruptions(fallen, now);
  room.store.remove(fallen.map(({ id }) => id));
  room.state.removed(fallen.length);
}

/** Forgets what has been kept long enough, whatever its state: nothing rings after so long. */
export function pruneOld(room: Room, now: number): void {
  room.store.pruneUpTo(now - KEPT_FOR);
  room.state.forget();
}

/** The same words as the pipeline's own, of a candidate that came too late. */
const BEYOND: Decision = { outcome: 'drop', by: 'history', reason: 'beyond-history', numbers: {}, channels: [] };

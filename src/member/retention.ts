import { KEPT_FOR, limits } from './limits.ts';
import type { Room } from './room.ts';

/** Keeps the history at its cap by removing what falls off its end. */
export function pruneHistory(room: Room): void {
  if (room.state.notifications() <= limits.notifications) return;
  const newest = room.store.newestBeyond(limits.notifications);
  if (newest !== undefined) room.state.added(-room.store.pruneUpTo(newest));
}

/** Forgets what has been kept long enough. */
export function pruneOld(room: Room, now: number): void {
  room.store.pruneBefore(now - KEPT_FOR);
  room.state.recount();
}

import { log, messageOf } from '../platform/log.ts';
import { endLost, hasOpen, LEASE, writeDeliveries } from './deliveries.ts';
import { KEPT_FOR } from './limits.ts';
import { redecide } from './redecide.ts';
import { pruneHistory, pruneOld } from './retention.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/** Rows handled by one firing of the alarm; more wait for the next, which is armed at once. */
const MOST_ROWS = 200;
/** Work that threw is tried again after this long, ms. */
export const RETRY_AFTER = 60_000;

/**
 * The alarm has fired: does what is due and answers the notifications whose deliveries go to the deliver queue.
 *
 * Each row is its own: one that throws is put off and stops nobody else. Every change is written before anything is
 * sent, and the lease on the row sends it again should the message be lost.
 */
export function runJobs(room: Room, now: number): string[] {
  room.alarm.fired();
  const toDeliver: string[] = [];
  for (const row of room.store.due(now, MOST_ROWS)) {
    try {
      if (work(room, row, now)) toDeliver.push(row.id);
    } catch (error) {
      log('error', 'member.job.failed', { tenant: room.tenant, event: row.id, reason: messageOf(error) });
      room.state.forget();
      room.store.update(row.id, { dueAt: now + RETRY_AFTER });
    }
  }
  if ((room.store.horizon().oldest ?? now) <= now - KEPT_FOR) pruneOld(room, now);
  pruneHistory(room, now);
  room.alarm.wakeBy(nextWake(room));
  return toDeliver;
}

/** When the object has to wake next, from its rows; null when it has none. */
export function nextWake(room: Room): number | null {
  if (room.state.notifications() === 0) return null;
  const { nextDue, oldest } = room.store.horizon();
  const moments = [nextDue, oldest === null ? null : oldest + KEPT_FOR].filter((each) => each !== null);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** Answers whether a row's deliveries go to the deliver queue. */
function work(room: Room, row: NotificationRow, now: number): boolean {
  if (row.outcome === 'hold') return redecide(room, row, now);
  const deliveries = endLost(room, row.deliveries ?? []);
  if (hasOpen({ deliveries })) {
    room.store.updateDeliveries(row.id, { deliveries, dueAt: now + LEASE.queue, policy: row.policy });
    return true;
  }
  writeDeliveries(room, row, deliveries, now);
  return false;
}

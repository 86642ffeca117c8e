import { log, messageOf } from '../platform/log.ts';
import { endLost, hasOpen, LEASE, writeDeliveries } from './deliveries.ts';
import { sendDigest } from './digest.ts';
import { earliest } from './due.ts';
import { ringAgain, updateQuietly } from './follow-up.ts';
import { KEPT_FOR } from './limits.ts';
import { redecide } from './redecide.ts';
import { pruneHistory, pruneOld } from './retention.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import { openSlot } from './slot.ts';

/** Rows handled by one firing of the alarm; more wait for the next, which is armed at once. */
const MOST_ROWS = 200;
/** Work that threw is tried again after this long, ms. */
export const RETRY_AFTER = 60_000;

/**
 * The alarm has fired: does what is due and answers the notifications whose deliveries go to the deliver queue.
 *
 * Each digest, the slot and each other row is its own: one that throws is put off and stops nobody else. Every change
 * is written before anything is sent, and the lease on the row sends it again should the message be lost.
 */
export function runJobs(room: Room, now: number): string[] {
  room.alarm.fired();
  const due = room.store.due(now, MOST_ROWS);
  const held = due.filter((row) => row.outcome === 'hold');
  const digests = Map.groupBy(held, (row) => row.digestKey);
  const toDeliver: string[] = [];
  for (const [key, rows] of digests) {
    if (key === null) toDeliver.push(...slot(room, rows, now));
    else toDeliver.push(...isolated(room, rows, now, () => sendDigest(room, key, now)));
  }
  for (const row of due) {
    if (row.outcome !== 'hold') toDeliver.push(...isolated(room, [row], now, () => work(room, row, now)));
  }
  room.state.historyChanged();
  if ((room.store.horizon().oldest ?? now) <= now - KEPT_FOR) pruneOld(room, now);
  pruneHistory(room, now);
  room.alarm.wakeBy(nextWake(room));
  return toDeliver;
}

/** When the object has to wake next, from its rows; null when it has none. */
export function nextWake(room: Room): number | null {
  if (room.state.notifications() === 0) return null;
  const { nextDue, oldest } = room.store.horizon();
  return earliest(nextDue, oldest === null ? null : oldest + KEPT_FOR);
}

/** What waits is decided together; should one row make that impossible, each by itself. */
function slot(room: Room, rows: readonly NotificationRow[], now: number): string[] {
  try {
    return openSlot(room, now);
  } catch (error) {
    log('error', 'member.slot.failed', { tenant: room.tenant, reason: messageOf(error) });
    room.state.forget();
    return rows.flatMap((row) => isolated(room, [row], now, () => (redecide(room, row, now) ? [row.id] : [])));
  }
}

function isolated(room: Room, rows: readonly NotificationRow[], now: number, job: () => string[]): string[] {
  try {
    return job();
  } catch (error) {
    for (const row of rows) {
      log('error', 'member.job.failed', { tenant: room.tenant, event: row.id, reason: messageOf(error) });
      room.store.update(row.id, { dueAt: now + RETRY_AFTER });
    }
    room.state.forget();
    return [];
  }
}

/** What is due of something that has been sent; answers it when its deliveries go to the deliver queue. */
function work(room: Room, row: NotificationRow, now: number): string[] {
  const deliveries = endLost(room, row.deliveries ?? []);
  if (hasOpen({ deliveries })) {
    const { policy, followUp } = row;
    room.store.updateDeliveries(row.id, { deliveries, dueAt: now + LEASE.queue, policy, followUp });
    return [row.id];
  }
  if ((row.followUp?.updateAt ?? Number.POSITIVE_INFINITY) <= now) return updateQuietly(room, row, now) ? [row.id] : [];
  if ((row.followUp?.at ?? Number.POSITIVE_INFINITY) <= now) return ringAgain(room, row, now) ? [row.id] : [];
  writeDeliveries(room, row, deliveries, now);
  return [];
}

import type { Lift } from '../contract/bound.ts';
import { log, messageOf } from '../platform/log.ts';
import { liftsDue, liftsOf } from './bounds.ts';
import { decideAgain } from './decide-again.ts';
import { endLost, isDue, LEASE, writeRow } from './deliveries.ts';
import { sendDigest } from './digest.ts';
import { earliest } from './due.ts';
import { ringAgain, updateQuietly } from './follow-up.ts';
import { KEPT_FOR } from './limits.ts';
import { redecide } from './redecide.ts';
import { pruneHistory, pruneOld } from './retention.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import { openSlot, waiting } from './slot.ts';

/** Rows handled by one firing of the alarm; more wait for the next, which is armed at once. */
const MOST_ROWS = 200;
/** Work that threw is tried again after this long, ms. */
export const RETRY_AFTER = 60_000;

/** What the alarm hands to queues. */
export interface Jobs {
  /** Notifications whose deliveries go to the deliver queue. */
  readonly notifications: readonly string[];
  /** Lifts whose Worker died. */
  readonly lifts: readonly Lift[];
}

/**
 * The alarm has fired: does what is due and answers what goes to the queues.
 *
 * Each digest, the slot and each other row is its own: one that throws is put off and stops nobody else. Every change
 * is written before anything is sent, and the lease on the row sends it again should the message be lost.
 */
export function runJobs(room: Room, now: number): Jobs {
  room.alarm.fired();
  const due = room.store.due(now, MOST_ROWS);
  const held = due.filter((row) => row.outcome === 'hold');
  const digests = Map.groupBy(held, (row) => row.digestKey);
  const toDeliver: string[] = [];
  for (const [key, rows] of digests) {
    toDeliver.push(...(key === null ? slot(room, now) : digest(room, key, rows, now)));
  }
  for (const row of due) {
    if (row.outcome !== 'hold') toDeliver.push(...isolated(room, [row], now, () => work(room, row, now)));
  }
  room.state.historyChanged();
  if ((room.store.horizon().oldest ?? now) <= now - KEPT_FOR) pruneOld(room, now);
  pruneHistory(room, now);
  room.alarm.wakeBy(nextWake(room, now));
  return { notifications: toDeliver, lifts: liftsOf(room) };
}

/** When the object has to wake next, from its rows; null when nothing needs it. */
export function nextWake(room: Room, now: number): number | null {
  const forLifts = liftsDue(room, now);
  if (room.state.notifications() === 0) return forLifts;
  const { nextDue, oldest } = room.store.horizon();
  return earliest(forLifts, nextDue, oldest === null ? null : oldest + KEPT_FOR);
}

/** What waits is decided together; should one row make that impossible, each by itself: also what has no moment. */
function slot(room: Room, now: number): string[] {
  try {
    return openSlot(room, now);
  } catch (error) {
    log('error', 'member.slot.failed', { tenant: room.tenant, reason: messageOf(error) });
    room.state.forget();
    return waiting(room, now).flatMap((row) =>
      isolated(room, [row], now, () => (redecide(room, row, now) ? [row.id] : [])),
    );
  }
}

/** A digest goes out whole; items that make that impossible are put off, and it goes out without them. */
function digest(room: Room, key: string, rows: readonly NotificationRow[], now: number): string[] {
  try {
    return sendDigest(room, key, now);
  } catch (error) {
    log('error', 'member.digest.failed', { tenant: room.tenant, reason: messageOf(error) });
    room.state.forget();
    const broken = room.store.held(key).filter((row) => {
      const decide = () => [decideAgain(room, row, now, { for: 'digest' })];
      return isolated(room, [row], now, decide).length === 0;
    });
    const others = rows.filter((row) => !broken.some(({ id }) => id === row.id));
    const without = broken.map(({ id }) => id);
    return isolated(room, others, now, () => sendDigest(room, key, now, without));
  }
}

function isolated<Done>(room: Room, rows: readonly NotificationRow[], now: number, job: () => Done[]): Done[] {
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
  const { policy, followUp } = row;
  // What is to be tried later keeps nothing else of the row from its moment.
  if (deliveries.some((each) => isDue(each, now))) {
    room.store.updateDeliveries(row.id, { deliveries, dueAt: now + LEASE.queue, policy, followUp });
    return [row.id];
  }
  const known = { ...row, deliveries: row.deliveries && deliveries };
  if ((followUp?.updateAt ?? Number.POSITIVE_INFINITY) <= now) return updateQuietly(room, known, now) ? [row.id] : [];
  if ((followUp?.at ?? Number.POSITIVE_INFINITY) <= now) return ringAgain(room, known, now) ? [row.id] : [];
  writeRow(room, known, now);
  return [];
}

import { isPush } from '../contract/channel.ts';
import type { Decision } from '../contract/decision.ts';
import type { Delivery } from '../contract/delivery.ts';
import { decideAgain, decideQuietly } from './decide-again.ts';
import { claimed, dueDeliveries, ended, endLost, hasOpen, isDue, LEASE, writeDeliveries } from './deliveries.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

/**
 * What of these notifications is due to be sent now, for the consumer of the deliver queue. It has what it is given for the
 * time of a lease: should it die, the alarm brings it to another one. `withoutPushes` leaves them to whoever has them.
 */
export function take(room: Room, notifications: readonly string[], now: number, withoutPushes = false): Delivery[] {
  return room.store.notifications(notifications).flatMap((row) => {
    const due = stillDue(room, row, now).filter(({ channel }) => !withoutPushes || !isPush(channel));
    if (due.every(({ channel }) => channel === 'web-push')) return due;
    const known = room.store.notification(row.id) ?? row;
    writeDeliveries(room, known, claimed(known.deliveries ?? [], due, now), now);
    return due;
  });
}

/**
 * What of a row decided earlier is due to be sent now. Time has passed since it was decided, so it is decided again:
 * what has expired, was seen or muted meanwhile is closed, and what would ring in quiet hours or over a cap waits.
 */
export function stillDue(room: Room, row: NotificationRow, now: number): Delivery[] {
  if (!row.deliveries || !hasOpen(row)) return [];
  const deliveries = endLost(room, row.deliveries).map(judge(room, row, now));
  if (deliveries.some((each, index) => each !== row.deliveries?.[index])) writeDeliveries(room, row, deliveries, now);
  const due = dueDeliveries(room, { ...row, deliveries }, now);
  if (due.some(({ message }) => !message.quiet)) ringsNow(room, row, now);
  return due;
}

/** For caps and spacing what goes out late rings when it goes out: later than after a message that was lost. */
function ringsNow(room: Room, row: NotificationRow, now: number): void {
  if (row.interruptedAt === null || now - row.interruptedAt <= 2 * LEASE.queue) return;
  room.store.update(row.id, { interruptedAt: now });
  room.state.forget();
}

function judge(room: Room, row: NotificationRow, now: number): (delivery: StoredDelivery) => StoredDelivery {
  const known = new Map<boolean, Decision>();
  const decisionOf = (isQuiet: boolean) => {
    const decide = () => (isQuiet ? decideQuietly(room, row, now) : decideAgain(room, row, now, { for: 'delivery' }));
    const decision = known.get(isQuiet) ?? decide().decision;
    known.set(isQuiet, decision);
    return decision;
  };
  return (delivery) => {
    if (!isDue(delivery, now)) return delivery;
    const { outcome, reason, channels, until } = decisionOf(delivery.quiet === true);
    if (channels.includes(delivery.channel)) return delivery;
    if (outcome !== 'hold' || until === undefined) {
      return ended(delivery, reason === 'expired' ? 'expired' : 'cancelled', reason);
    }
    const at = Math.max(delivery.at ?? 0, Math.min(until, row.expiresAt ?? until));
    return { ...delivery, state: 'later', at, reason };
  };
}

/** An operator's replay of a dead delivery: it is open again. Whoever revives it hands it to the deliver queue. */
export function revive(room: Room, notifications: readonly string[], now: number): void {
  for (const row of room.store.notifications(notifications)) {
    if (!row.deliveries?.some((each) => each.state === 'dead')) continue;
    const deliveries = row.deliveries.map((each) => (each.state === 'dead' ? revived(each) : each));
    writeDeliveries(room, { ...row, dueAt: now + LEASE.queue }, deliveries, now);
  }
}

function revived({ device, channel, ring, quiet }: StoredDelivery): StoredDelivery {
  const kept = { ...(ring === undefined ? {} : { ring }), ...(quiet ? { quiet } : {}) };
  return { device, channel, state: 'due', attempt: 1, ...kept };
}

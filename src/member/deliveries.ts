import type { Decision } from '../contract/decision.ts';
import type { Delivery, DeliveryState } from '../contract/delivery.ts';
import { timeOfEventId } from '../contract/event-time.ts';
import { earliest } from './due.ts';
import { textsOf } from './group.ts';
import { KEPT_FOR } from './limits.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

/** How long a row waits for somebody who promised to settle it, ms. */
export const LEASE = {
  /** A Worker that got the delivery in its answer. */
  direct: 30_000,
  /** A message in the deliver queue. */
  queue: 60_000,
  /** Nobody: only the end of its keeping. */
  keep: KEPT_FOR,
} as const;

/** The deliveries of a new `send`: one for each device of its interrupting channels, or for those it has chosen. */
export function openDeliveries(room: Room, { channels, devices }: Decision): StoredDelivery[] {
  return room.state
    .devices()
    .filter(({ id, kind }) => channels.includes(kind) && (devices?.includes(id) ?? true))
    .map((device) => ({ device: device.id, channel: device.kind, state: 'due', attempt: 1 }));
}

/** Deliveries with those of a further ring: a device that has rung rings again. */
export function reopened(
  before: readonly StoredDelivery[],
  open: readonly StoredDelivery[],
): readonly StoredDelivery[] {
  return [...before.filter((each) => open.every((other) => other.device !== each.device)), ...open];
}

/** Whether a delivery still needs work. */
export function isOpen({ state }: StoredDelivery): boolean {
  return state === 'due' || state === 'later';
}

/** Whether a delivery can be tried at this moment. */
export function isDue(delivery: StoredDelivery, now: number): boolean {
  return isOpen(delivery) && (delivery.at ?? now) <= now;
}

/** Whether a row has deliveries that still need work. */
export function hasOpen({ deliveries }: Pick<NotificationRow, 'deliveries'>): boolean {
  return deliveries?.some(isOpen) ?? false;
}

/** What of a row can be sent at this moment, ready for its channel. */
export function dueDeliveries(room: Room, row: NotificationRow, now: number): Delivery[] {
  return (row.deliveries ?? []).flatMap((delivery) => {
    if (!isDue(delivery, now)) return [];
    const device = room.state.devices().find((each) => each.id === delivery.device);
    if (!device) return [];
    const { id, type } = row;
    return [
      {
        member: room.member,
        notification: id,
        channel: delivery.channel,
        device: device.id,
        address: device.address,
        message: {
          id,
          type,
          ...textsOf(room, row, now),
          at: timeOfEventId(id),
          badge: room.state.badge.count(),
          ...(delivery.quiet ? { quiet: true } : {}),
          ...(row.decision.reason === 'reminder' ? { again: true } : {}),
        },
        urgent: row.policy?.class === 'transactional',
        ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
        attempt: delivery.attempt,
      },
    ];
  });
}

/** Ends what is open on devices that are known no more: nobody can ever settle it. */
export function endLost(room: Room, deliveries: readonly StoredDelivery[]): readonly StoredDelivery[] {
  const isLost = (each: StoredDelivery) =>
    isOpen(each) && room.state.devices().every((device) => device.id !== each.device);
  return deliveries.some(isLost) ? deliveries.map((each) => (isLost(each) ? ended(each, 'gone') : each)) : deliveries;
}

/** A delivery in its final state. */
export function ended(
  { device, channel, attempt, quiet, arrivedAt }: StoredDelivery,
  state: Exclude<DeliveryState, 'due' | 'later'>,
  reason?: string,
): StoredDelivery {
  const said = { ...(quiet ? { quiet } : {}), ...(arrivedAt === undefined ? {} : { arrivedAt }) };
  const kept = { device, channel, attempt, state, ...said };
  return reason === undefined ? kept : { ...kept, reason };
}

/** Writes a row's deliveries: one row written. */
export function writeDeliveries(
  room: Room,
  row: NotificationRow,
  deliveries: readonly StoredDelivery[],
  now: number,
): void {
  writeRow(room, { ...row, deliveries }, now);
}

/**
 * Writes what is left to do about a row that has been sent: due again at the earliest of what is open and of its next
 * step, finished when there is nothing. What could go out now is with somebody: it keeps the lease of its row. The
 * policy stays while something is left, or dead and perhaps revived by an operator: it is what they are decided by again.
 */
export function writeRow(room: Room, row: NotificationRow, now: number): void {
  const { deliveries, followUp } = row;
  const open = (deliveries ?? []).filter(isOpen);
  const moments = open.map(({ at }) => (at !== undefined && at > now ? at : (row.dueAt ?? at)));
  const dueAt = earliest(...moments, followUp?.at, followUp?.updateAt);
  const isNeeded = followUp !== null || (deliveries ?? []).some((each) => isOpen(each) || each.state === 'dead');
  const mayBeUpdated = row.groupKey !== null && deliveries !== null;
  const policy = isNeeded || mayBeUpdated ? row.policy : null;
  room.store.updateDeliveries(row.id, { deliveries, dueAt, policy, followUp });
  room.alarm.wakeBy(dueAt);
}

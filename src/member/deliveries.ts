import type { Delivery, DeliveryState } from '../contract/delivery.ts';
import { timeOfEventId } from '../platform/event-id.ts';
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

/** The deliveries of a new `send`: one for each device of its interrupting channels. */
export function openDeliveries(room: Room, channels: readonly string[]): StoredDelivery[] {
  return room.state
    .devices()
    .filter((device) => channels.includes(device.kind))
    .map((device) => ({ device: device.id, channel: device.kind, state: 'due', attempt: 1 }));
}

/** Whether a delivery still needs work. */
export function isOpen(state: DeliveryState): boolean {
  return state === 'due' || state === 'later';
}

/** What of a row can be sent at this moment, ready for its channel. */
export function dueDeliveries(room: Room, row: NotificationRow, now: number): Delivery[] {
  return (row.deliveries ?? []).flatMap((delivery) => {
    if (!isOpen(delivery.state) || (delivery.at !== undefined && delivery.at > now)) return [];
    const device = room.state.devices().find((each) => each.id === delivery.device);
    if (!device) return [];
    const { id, type, content } = row;
    return [
      {
        member: room.member,
        notification: id,
        channel: delivery.channel,
        device: device.id,
        address: device.address,
        message: { id, type, ...content, at: timeOfEventId(id) },
        urgent: row.policy?.class === 'transactional',
        ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
        attempt: delivery.attempt,
      },
    ];
  });
}

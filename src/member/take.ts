import type { Delivery, DeliveryState } from '../contract/delivery.ts';
import { dueDeliveries, isOpen, LEASE } from './deliveries.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import { writeDeliveries } from './settle.ts';
import { isSeen } from './state.ts';

/**
 * What of these notifications is due to be sent now, for the consumer of the deliver queue.
 * What has expired meanwhile, or was seen in the timeline, is closed instead: it would only annoy.
 */
export function take(room: Room, notifications: readonly string[], now: number): Delivery[] {
  return room.store.notifications(notifications).flatMap((row) => {
    const verdict = obsolete(room, row, now);
    if (verdict === undefined) return dueDeliveries(room, row, now);
    close(room, row, verdict);
    return [];
  });
}

function obsolete(room: Room, row: NotificationRow, now: number): DeliveryState | undefined {
  if (row.expiresAt !== null && row.expiresAt <= now) return 'expired';
  const seen = row.shown && isSeen(row, room.facts.get('seen'), room.facts.get('read'));
  return seen || row.archivedAt !== null ? 'cancelled' : undefined;
}

function close(room: Room, row: NotificationRow, state: DeliveryState): void {
  if (!row.deliveries?.some((each) => isOpen(each.state))) return;
  writeDeliveries(
    room,
    row,
    row.deliveries.map((each) => (isOpen(each.state) ? { ...each, state } : each)),
  );
}

/** An operator's replay of a dead delivery: it is open again. */
export function revive(room: Room, notifications: readonly string[], now: number): void {
  for (const row of room.store.notifications(notifications)) {
    if (!row.deliveries?.some((each) => each.state === 'dead')) continue;
    const deliveries = row.deliveries.map((each) =>
      each.state === 'dead' ? { device: each.device, channel: each.channel, state: 'due' as const, attempt: 1 } : each,
    );
    // Leased to the message that the caller sends; should that be lost, the alarm sends another.
    writeDeliveries(room, { ...row, dueAt: now + LEASE.queue }, deliveries);
  }
}

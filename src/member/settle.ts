import type { DeliveryState, Settlement } from '../contract/delivery.ts';
import { isOpen } from './deliveries.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

/** How many deliveries changed to each state, by event: what the event's own counts grow by. */
export type Settled = Readonly<Record<string, Readonly<Partial<Record<DeliveryState, number>>>>>;

/**
 * Records what became of deliveries. Idempotent: a delivery that is final stays as it is and is not counted again.
 * A `gone` device is forgotten; a `later` one is due again at its moment, by the alarm.
 */
export function settle(room: Room, settlements: readonly Settlement[]): Settled {
  const counts: Record<string, Partial<Record<DeliveryState, number>>> = {};
  for (const [id, ofRow] of Map.groupBy(settlements, (each) => each.notification)) {
    const row = room.store.notification(id);
    if (!row?.deliveries) continue;
    const next = row.deliveries.map((delivery) => {
      const settlement = ofRow.find((each) => each.device === delivery.device);
      if (!settlement || !isOpen(delivery.state)) return delivery;
      const settled = apply(delivery, settlement);
      if (settled.state !== 'later')
        counts[id] = { ...counts[id], [settled.state]: (counts[id]?.[settled.state] ?? 0) + 1 };
      return settled;
    });
    writeDeliveries(room, row, next);
  }
  for (const { device, outcome } of settlements) if (outcome.kind === 'gone') room.store.removeDevice(device);
  room.state.devicesChanged();
  return counts;
}

/** Writes a row's deliveries: due again at the earliest of what is open, finished when nothing is. */
export function writeDeliveries(room: Room, row: NotificationRow, deliveries: readonly StoredDelivery[]): void {
  const open = deliveries.filter((each) => isOpen(each.state));
  const moments = open.flatMap((each) => each.at ?? row.dueAt ?? []);
  const dueAt = moments.length === 0 ? null : Math.min(...moments);
  room.store.update(row.id, { deliveries, dueAt, ...(open.length === 0 ? { policy: null } : {}) });
  room.alarm.wakeBy(dueAt);
}

function apply(delivery: StoredDelivery, { outcome }: Settlement): StoredDelivery {
  const { device, channel, attempt } = delivery;
  switch (outcome.kind) {
    case 'sent':
    case 'gone':
    case 'expired':
      return { device, channel, attempt, state: outcome.kind };
    case 'later':
      return { device, channel, attempt: attempt + 1, state: 'later', at: outcome.at, reason: outcome.reason };
    case 'refused':
    case 'dead':
      return { device, channel, attempt, state: 'dead', reason: outcome.reason };
  }
}

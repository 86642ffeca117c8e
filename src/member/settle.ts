import type { DeliveryState, Settled, Settlement } from '../contract/delivery.ts';
import { ended, isOpen, writeDeliveries } from './deliveries.ts';
import { removeDevice } from './devices.ts';
import type { Room } from './room.ts';
import type { StoredDelivery } from './schema.ts';

/**
 * Records what became of deliveries. Idempotent: a delivery that is final stays as it is and is not counted again, and a
 * repeat writes nothing. A `gone` device is forgotten; a `later` one is due again at its moment, by the alarm.
 */
export function settle(room: Room, settlements: readonly Settlement[], now: number): Settled {
  const counts: Record<string, Partial<Record<DeliveryState, number>>> = {};
  for (const [id, ofRow] of Map.groupBy(settlements, (each) => each.notification)) {
    const row = room.store.notification(id);
    if (!row?.deliveries) continue;
    const before = row.deliveries;
    const after = before.map((delivery) =>
      ofRow.filter((each) => each.device === delivery.device).reduce(apply, delivery),
    );
    const changed = after.filter((delivery, index) => delivery !== before[index]);
    if (changed.length === 0) continue;
    writeDeliveries(room, row, after, now);
    for (const { state, device } of changed) {
      if (state === 'gone') removeDevice(room, device);
      if (state !== 'later') counts[id] = { ...counts[id], [state]: (counts[id]?.[state] ?? 0) + 1 };
    }
  }
  return counts;
}

function apply(delivery: StoredDelivery, { outcome }: Settlement): StoredDelivery {
  if (!isOpen(delivery)) return delivery;
  switch (outcome.kind) {
    case 'sent':
    case 'gone':
    case 'expired':
      return ended(delivery, outcome.kind);
    case 'refused':
    case 'dead':
      return ended(delivery, 'dead', outcome.reason);
    case 'later': {
      const { at, reason } = outcome;
      const isRepeat = delivery.state === 'later' && delivery.at === at && delivery.reason === reason;
      return isRepeat ? delivery : { ...delivery, attempt: delivery.attempt + 1, state: 'later', at, reason };
    }
  }
}

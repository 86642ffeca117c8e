import type { DeliveryState, Settled, Settlement } from '../contract/delivery.ts';
import { ended, isOpen, writeDeliveries } from './deliveries.ts';
import { removeDevice } from './devices.ts';
import type { Room } from './room.ts';
import type { StoredDelivery } from './schema.ts';

/**
 * Records what became of deliveries. Idempotent: a delivery that is final stays as it is and is not counted again, and a
 * repeat writes nothing. A `gone` device is forgotten, unless its address is another one by now; a `later` one is due again at its moment, by the alarm.
 */
export function settle(room: Room, settlements: readonly Settlement[], now: number): Settled {
  const counts: Record<string, Partial<Record<DeliveryState, number>>> = {};
  for (const [id, ofRow] of Map.groupBy(settlements, (each) => each.notification)) {
    const row = room.store.notification(id);
    if (!row?.deliveries) continue;
    const before = row.deliveries;
    const after = before.map((delivery) =>
      ofRow
        .filter((each) => each.device === delivery.device)
        .map((each) => unlessRenewed(room, each, now))
        .reduce(apply, delivery),
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

/** ms until a device that has another address by now is tried there. */
const TRY_RENEWED_AFTER = 1_000;

/** An address that is gone because the device has renewed it meanwhile is no reason to forget the device. */
function unlessRenewed(room: Room, settlement: Settlement, now: number): Settlement {
  const { outcome, device, endpoint } = settlement;
  if (outcome.kind !== 'gone' || endpoint === undefined) return settlement;
  const known = room.state.devices().find(({ id }) => id === device);
  if (!known || known.address.endpoint === endpoint) return settlement;
  return { ...settlement, outcome: { kind: 'later', at: now + TRY_RENEWED_AFTER, reason: 'renewed' } };
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

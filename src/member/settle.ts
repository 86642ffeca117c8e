import type { DeliveryState, Later, Settled, Settlement } from '../contract/delivery.ts';
import { loseAddress } from './addresses.ts';
import { ended, isAwaited, isOpen, writeRow } from './deliveries.ts';
import { removeDevice } from './devices.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

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
        .reduce((settled, each) => apply(settled, each, now), delivery),
    );
    const changed = after.filter((delivery, index) => delivery !== before[index]);
    if (changed.length === 0) continue;
    writeRow(room, { ...row, deliveries: after, followUp: hurried(row, changed, now) }, now);
    for (const { state, device, reason } of changed) {
      if (state === 'gone') forget(room, ofRow, device, reason, now);
      if (state !== 'later') counts[id] = { ...counts[id], [state]: (counts[id]?.[state] ?? 0) + 1 };
    }
  }
  return counts;
}

/** What takes nothing any more: a device is forgotten, an address of the profile kept as lost. */
function forget(room: Room, settled: readonly Settlement[], device: string, reason = 'gone', now: number): void {
  const endpoint = settled.find((each) => each.device === device)?.endpoint;
  if (!removeDevice(room, device) && endpoint !== undefined) loseAddress(room, device, endpoint, reason, now);
}

/**
 * What could not be delivered of something transactional does not wait for the next step of its escalation: that is taken
 * at once when nothing of it got through and nothing is under way any more.
 */
function hurried(row: NotificationRow, changed: readonly StoredDelivery[], now: number): NotificationRow['followUp'] {
  const { followUp, deliveries } = row;
  const failed = new Set(
    changed.filter(({ state }) => state === 'dead' || state === 'gone').map(({ device }) => device),
  );
  const others = (deliveries ?? []).filter(({ device }) => !failed.has(device));
  const isInVain = failed.size > 0 && others.every(({ state }) => state === 'dead' || state === 'gone');
  return isInVain && isAwaited(row) && followUp ? { ...followUp, at: Math.min(followUp.at ?? now, now) } : followUp;
}

/** ms until a device that has another address by now is tried there. */
const TRY_RENEWED_AFTER = 1_000;

/** An address that is gone because the device has renewed it meanwhile is no reason to forget the device. */
function unlessRenewed(room: Room, settlement: Settlement, now: number): Settlement {
  const { outcome, device, endpoint } = settlement;
  if (outcome.kind !== 'gone' || endpoint === undefined) return settlement;
  const known = room.state.targets().find(({ id }) => id === device);
  if (!known || known.to.address.endpoint === endpoint) return settlement;
  return { ...settlement, outcome: { kind: 'later', at: now + TRY_RENEWED_AFTER, reason: 'renewed' } };
}

function apply(delivery: StoredDelivery, { outcome }: Settlement, now: number): StoredDelivery {
  if (!isOpen(delivery)) return delivery;
  switch (outcome.kind) {
    case 'sent': {
      const { provider, reference } = outcome;
      const told = {
        ...(provider === undefined ? {} : { provider }),
        ...(reference === undefined ? {} : { reference }),
      };
      return { ...ended(delivery, 'sent'), ...told };
    }
    case 'gone':
      return ended(delivery, 'gone', outcome.reason);
    case 'expired':
      return ended(delivery, 'expired');
    case 'refused':
    case 'dead':
      return ended(delivery, 'dead', outcome.reason);
    case 'later':
      return postponed(delivery, outcome, now);
  }
}

/** Tried again later. What was not tried for want of room is no try. */
function postponed(delivery: StoredDelivery, outcome: Later, now: number): StoredDelivery {
  const { reason, untried, provider } = outcome;
  // A moment that has passed while others of the member were tried would wait for the lease of the row.
  const at = Math.max(outcome.at, now);
  if (delivery.state === 'later' && delivery.at === at && delivery.reason === reason) return delivery;
  const { provider: _asked, ...kept } = delivery;
  const asked = provider === undefined ? {} : { provider };
  if (untried) return { ...delivery, state: 'later', at, reason };
  return { ...kept, ...asked, attempt: delivery.attempt + 1, since: delivery.since ?? now, state: 'later', at, reason };
}

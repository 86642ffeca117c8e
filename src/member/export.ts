import { listDevices } from './devices.ts';
import type { Room } from './room.ts';

/** Everything that is held of a member, without the secrets of devices. */
export function exportOf(room: Room) {
  const { member, store, facts } = room;
  const { devices: _secrets, ...values } = facts.all();
  return {
    member,
    ...values,
    notifications: store.history(),
    dropped: store.rings.dropped(),
    engagements: store.rings.engagements(),
    features: store.features.all().map(({ dataset, value: { stamp: _, ...rows } }) => ({ dataset, ...rows })),
    devices: listDevices(room),
  };
}

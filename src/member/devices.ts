import type { Device } from '../contract/device.ts';
import { toInstant } from '../contract/identifier.ts';
import { limits } from './limits.ts';
import type { Room } from './room.ts';
import type { StoredDevice } from './schema.ts';

/** How a device is registered that may be known already. */
export interface Registering {
  /** The device, of the same kind, whose subscription or token this one takes the place of. */
  readonly replaces?: string;
  /** Nobody said which VAPID key it subscribed with: one that is known already stays. */
  readonly keepsKey?: boolean;
}

/**
 * Registers a device, again and again if need be: its id comes from its first endpoint, and it keeps it when it is known by
 * its endpoint or takes the place of another. Over the cap the oldest one goes. Answers the id.
 */
export function registerDevice(room: Room, device: StoredDevice, { replaces, keepsKey }: Registering = {}): string {
  const { endpoint } = device.address;
  const devices = room.state.devices();
  const same = devices.find((each) => each.address.endpoint === endpoint);
  const { id } = devices.find((each) => each.id === replaces && each.kind === device.kind) ?? same ?? device;
  const { createdAt } = devices.find((each) => each.id === id) ?? device;
  const keyBefore = keepsKey && same && 'p256dh' in same.address ? same.address.applicationServerKey : undefined;
  const claim = Math.max(device.address.claim ?? 0, same?.address.claim ?? 0);
  const address = {
    ...device.address,
    ...(keyBefore === undefined ? {} : { applicationServerKey: keyBefore }),
    ...(claim === 0 ? {} : { claim }),
  };
  const others = devices.filter((each) => each.id !== id && each.id !== same?.id);
  const kept = others.slice(Math.max(0, others.length + 1 - limits.devices));
  put(room, [...kept, { ...device, id, address, createdAt }]);
  return id;
}

/** A device has another subscription now: it stays what it is otherwise. Answers whether it was there. */
export function renewDevice(
  room: Room,
  id: string,
  { address, host }: Pick<StoredDevice, 'address' | 'host'>,
): boolean {
  const known = room.state.devices().find((each) => each.id === id);
  if (known) registerDevice(room, { ...known, address, host }, { replaces: id });
  return known !== undefined;
}

/** Forgets a device; one that is not there is forgotten already. Answers whether it was there. */
export function removeDevice(room: Room, id: string): boolean {
  const devices = room.state.devices();
  const others = devices.filter((device) => device.id !== id);
  if (others.length < devices.length) put(room, others);
  return others.length < devices.length;
}

function put(room: Room, devices: readonly StoredDevice[]): void {
  room.facts.put(
    'devices',
    devices.toSorted((one, other) => one.createdAt - other.createdAt),
  );
  room.state.devicesChanged();
}

/** Somebody with a greater claim has the endpoint now: a device of it goes, unless it was claimed again after that. */
export function letGo(room: Room, endpoint: string, claim: number): void {
  const lost = room.state.devices().filter(({ address }) => {
    return address.endpoint === endpoint && (address.claim ?? 0) < claim;
  });
  for (const { id } of lost) removeDevice(room, id);
}

/** The devices without their secrets. */
export function listDevices(room: Room): Device[] {
  return room.state.devices().map(({ id, kind, host, form, app, createdAt }) => ({
    id,
    kind,
    host,
    form,
    ...(app === null ? {} : { app }),
    createdAt: toInstant(createdAt),
  }));
}

/** Endpoint and id of each device, for whoever keeps the books of endpoints: they are secrets. */
export function endpointsOf(room: Room): { readonly id: string; readonly endpoint: string }[] {
  return room.state.devices().map(({ id, address }) => ({ id, endpoint: address.endpoint }));
}

import type { Device } from '../contract/device.ts';
import { toInstant } from '../contract/identifier.ts';
import { limits } from './limits.ts';
import type { Room } from './room.ts';
import type { DeviceRow } from './schema.ts';

/** Registers a device, again and again if need be: its id comes from its endpoint. Over the cap the oldest one goes. */
export function registerDevice(room: Room, device: DeviceRow): string {
  room.store.putDevice(device);
  room.state.devicesChanged();
  const others = room.state.devices().filter((each) => each.id !== device.id);
  for (const old of others.slice(0, Math.max(0, others.length + 1 - limits.devices))) removeDevice(room, old.id);
  return device.id;
}

/** Forgets a device; one that is not there is forgotten already. Answers whether it was there. */
export function removeDevice(room: Room, id: string): boolean {
  const known = room.state.devices().some((device) => device.id === id);
  if (known) {
    room.store.removeDevice(id);
    room.state.devicesChanged();
  }
  return known;
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

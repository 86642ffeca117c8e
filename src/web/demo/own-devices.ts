import { readStored, writeStored } from '../ui/stored.ts';

/** The device id under which this browser is registered for a member; lists of devices carry no secret to tell it by. */
export function ownDevice(member: string): string | undefined {
  return readAll()[member];
}

/** Remembers that this browser is this device of the member, and of nobody else: it rings for one member at a time. */
export function rememberDevice(member: string, device: string): void {
  writeAll({ [member]: device });
}

/** Forgets the member's device; gives how many members this browser still serves. */
export function forgetDevice(member: string): number {
  const { [member]: _forgotten, ...rest } = readAll();
  writeAll(rest);
  return Object.keys(rest).length;
}

function readAll(): Readonly<Record<string, string>> {
  try {
    const stored: unknown = JSON.parse(readStored('devices') ?? '{}');
    if (typeof stored !== 'object' || stored === null) return {};
    return Object.fromEntries(Object.entries(stored).filter(([, id]) => typeof id === 'string'));
  } catch {
    return {};
  }
}

function writeAll(devices: Readonly<Record<string, string>>): void {
  writeStored('devices', Object.keys(devices).length > 0 ? JSON.stringify(devices) : undefined);
}

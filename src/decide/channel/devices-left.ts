import type { Case, Plan } from '../component.ts';
import type { DeviceState } from '../member-state.ts';

/** The devices that would ring: those of the plan's channels, as far as the plan has not chosen among them. */
export function devicesLeft({ member }: Case, { channels, devices }: Plan): DeviceState[] {
  return member.devices.filter(
    ({ id, channel }) => channels.includes(channel) && (devices === undefined || devices.includes(id)),
  );
}

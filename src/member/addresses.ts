import type { Delivery } from '../contract/delivery.ts';
import type { DeviceForm } from '../contract/device.ts';
import type { MemberProfile } from '../contract/member.ts';
import type { Facts } from './facts.ts';
import type { Room } from './room.ts';
import type { StoredDevice } from './schema.ts';

/** Where a member can be reached: a registered device, or an address that their profile tells. */
export interface Target {
  /** Of an address the name of its channel: a member has one of each. */
  readonly id: string;
  readonly to: Pick<Extract<Delivery, { channel: 'web-push' }>, 'channel' | 'address'> | AddressTo;
  readonly form: DeviceForm;
  readonly app: string | null;
}

type AddressTo = Pick<Exclude<Delivery, { channel: 'web-push' }>, 'channel' | 'address'>;

/** What holds for each channel whose address is in the profile: the field, and what one answers on there. */
const OF_PROFILE = [
  { channel: 'email', field: 'email', form: 'desktop' },
  { channel: 'sms', field: 'phone', form: 'phone' },
  { channel: 'slack', field: 'slack', form: 'desktop' },
] as const satisfies readonly { channel: AddressTo['channel']; field: keyof MemberProfile; form: DeviceForm }[];

/** A registered device as a target. */
export function targetOf({ id, kind, address, form, app }: StoredDevice): Target {
  const isPush = kind === 'web-push' && 'p256dh' in address;
  return { id, to: isPush ? { channel: kind, address } : { channel: 'mobile-push', address }, form, app };
}

/**
 * The addresses of the profile that take something, and the tenant's own server, which is told of every member by their
 * id. Whether anybody serves a channel is the tenant's: a type without a provider for it does not have it.
 */
export function addressesOf(facts: Facts): Target[] {
  const [profile, lost] = [facts.get('profile'), facts.get('lost')];
  const told = OF_PROFILE.flatMap(({ channel, field, form }): Target[] => {
    const endpoint = profile?.[field];
    if (endpoint === undefined || lost?.[channel]?.endpoint === endpoint) return [];
    return [{ id: channel, to: { channel, address: { endpoint } }, form, app: null }];
  });
  return [
    ...told,
    { id: 'webhook', to: { channel: 'webhook', address: { endpoint: '' } }, form: 'desktop', app: null },
  ];
}

/** An address takes nothing any more, until the profile tells another one or it is found again. Answers whether that is new. */
export function loseAddress(room: Room, id: string, endpoint: string, reason: string, now: number): boolean {
  const known = addressesOf(room.facts).find((each) => each.id === id);
  if (!known || known.id === 'webhook' || known.to.address.endpoint !== endpoint) return false;
  room.facts.put('lost', { ...room.facts.get('lost'), [known.to.channel]: { endpoint, reason, at: now } });
  room.state.devicesChanged();
  return true;
}

/** An address takes something again: it said start, or an operator has mended it. Answers whether it had been lost. */
export function findAddress(room: Room, channel: AddressTo['channel'], endpoint: string): boolean {
  const { [channel]: found, ...rest } = room.facts.get('lost') ?? {};
  if (found?.endpoint !== endpoint) return false;
  room.facts.put('lost', rest);
  room.state.devicesChanged();
  return true;
}

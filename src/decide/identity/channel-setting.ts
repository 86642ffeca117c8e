import type { ChannelName } from '../../contract/channel.ts';
import type { ChannelSetting } from '../../contract/policy.ts';
import type { Case } from '../component.ts';

/**
 * What goes for a channel of the candidate's type. A channel that the member turned off for everything is off; else
 * their word about the type goes before their word about its category, and that before the tenant's default. With none
 * of them it is on, as every channel of a `mandatory` type is.
 */
export function channelSetting({ candidate: { activity }, member }: Case, channel: ChannelName): ChannelSetting {
  const { policy, type } = activity;
  const { channels, types, categories } = member.preferences;
  if (policy.mandatory) return 'on';
  if (channels[channel] === 'off') return 'off';
  return (
    own(types, type)?.[channel] ??
    own(categories, policy.category)?.[channel] ??
    policy.defaults?.channels?.[channel] ??
    'on'
  );
}

/** By a name that may be anything, `constructor` too. */
function own<Value>(values: Readonly<Record<string, Value>> | undefined, name: string | undefined): Value | undefined {
  return values && name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

import type { ChannelName } from '../../contract/channel.ts';
import type { Case, Hydrator } from '../component.ts';

/** Which channels of the type the member allows and has a device for. The timeline is always there. */
export const reachability: Hydrator = {
  kind: 'hydrator',
  name: 'reachability',
  hydrate: (of, known) => ({
    ...known,
    reachable: of.candidate.activity.policy.channels.filter((channel) => isReachable(of, channel)),
  }),
};

function isReachable({ candidate: { activity }, member }: Case, channel: ChannelName): boolean {
  if (channel !== 'in-app' && !member.reachable.has(channel)) return false;
  if (activity.policy.mandatory) return true;
  const ofType = member.preferences.types[activity.type]?.[channel];
  return ofType !== 'off' && member.preferences.channels[channel] !== 'off';
}

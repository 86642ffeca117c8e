import type { ChannelName } from '../../contract/channel.ts';
import type { Case, Hydrator } from '../component.ts';
import { channelSetting } from '../identity/channel-setting.ts';

/**
 * Which channels of the type the member allows and has a device for. The timeline is always there, and a channel that
 * is set to digests reaches them too: by digests.
 */
export const reachability: Hydrator = {
  kind: 'hydrator',
  name: 'reachability',
  hydrate: (of, known) => ({
    ...known,
    reachable: of.candidate.activity.policy.channels.filter((channel) => isReachable(of, channel)),
  }),
};

function isReachable(of: Case, channel: ChannelName): boolean {
  if (channel !== 'in-app' && of.member.devices.every((device) => device.channel !== channel)) return false;
  return channelSetting(of, channel) !== 'off';
}

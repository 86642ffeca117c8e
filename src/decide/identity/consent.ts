import type { Gate } from '../component.ts';

/** Stops for a member who turned off, for everything, all channels of the type. Account security (`mandatory`) goes on. */
export const consent: Gate = {
  kind: 'gate',
  name: 'consent',
  stop({ candidate, member }) {
    const { channels, mandatory } = candidate.activity.policy;
    const isUnserved = channels.length === 0;
    if (mandatory || isUnserved || channels.some((channel) => member.preferences.channels[channel] !== 'off'))
      return undefined;
    return { outcome: 'drop', reason: 'no-consent' };
  },
};

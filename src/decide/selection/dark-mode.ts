import type { Closer } from '../component.ts';

/**
 * A type or tenant in `dark` is decided like any other and nothing comes of it: not a send, and not a hold either, which
 * would show an entry now and ring later. What would have happened stays in the numbers: on how many channels, and
 * until when it would have been held (ms since the epoch).
 */
export const darkMode: Closer = {
  kind: 'closer',
  name: 'dark-mode',
  close({ candidate }, { channels, until }) {
    if (!candidate.activity.policy.dark) return undefined;
    const numbers = { channels: channels.length, ...(until === undefined ? {} : { until }) };
    return { outcome: 'drop', reason: 'dark', numbers };
  },
};

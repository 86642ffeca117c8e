import type { Selector } from '../component.ts';

/** Narrows the plan to channels the member can be reached on; with none there is nothing to send. */
export const reachableChannels: Selector = {
  kind: 'selector',
  name: 'channels',
  select(_of, known, plan) {
    const channels = plan.channels.filter((channel) => known.reachable.includes(channel));
    return channels.length > 0 ? { ...plan, channels } : { outcome: 'drop', reason: 'no-channel' };
  },
};

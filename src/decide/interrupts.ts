import type { ChannelName } from '../contract/channel.ts';

/** Whether something rings: every channel but the timeline does. */
export function interrupts(channels: readonly ChannelName[]): boolean {
  return channels.some((channel) => channel !== 'in-app');
}

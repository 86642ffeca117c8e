import { z } from '@hono/zod-openapi';

/** The ways to reach a member. `in-app` is the timeline; every other one interrupts. */
export const ChannelName = z
  .enum(['in-app', 'web-push', 'mobile-push', 'email', 'sms', 'slack', 'webhook'])
  .openapi('ChannelName');
export type ChannelName = z.infer<typeof ChannelName>;

/** Channels that make a device ring: they are what caps and quiet hours hold back. */
export const InterruptingChannelName = ChannelName.exclude(['in-app']);
export type InterruptingChannel = z.infer<typeof InterruptingChannelName>;

/** Channels that a provider of the tenant serves: without one nobody can be reached on them. */
export const ProvidedChannelName = ChannelName.extract(['mobile-push', 'email', 'sms', 'webhook']);
export type ProvidedChannel = z.infer<typeof ProvidedChannelName>;

export function isProvided(channel: ChannelName): channel is ProvidedChannel {
  return ProvidedChannelName.options.some((each) => each === channel);
}

/** Whether what is sent there lies on a device, which a later message changes without ringing; and is fast to send. */
export function isPush(channel: ChannelName): channel is 'web-push' | 'mobile-push' {
  return channel === 'web-push' || channel === 'mobile-push';
}

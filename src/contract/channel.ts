import { z } from '@hono/zod-openapi';

/** The ways to reach a member. `in-app` is the timeline; every other one interrupts. */
export const ChannelName = z.enum(['in-app', 'web-push']).openapi('ChannelName');
export type ChannelName = z.infer<typeof ChannelName>;

/** Channels that make a device ring: they are what caps and quiet hours hold back. */
export const InterruptingChannelName = ChannelName.exclude(['in-app']);
export type InterruptingChannel = z.infer<typeof InterruptingChannelName>;

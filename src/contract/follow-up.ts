import { z } from '@hono/zod-openapi';
import { ChannelName } from './channel.ts';
import { Seconds } from './identifier.ts';

/** Rings again for what the member has not seen. */
export const Reminders = z
  .strictObject({
    after: Seconds.openapi({ description: 'seconds after it rang, and after each reminder' }),
    times: z.number().int().min(1).max(5).default(1),
    channel: ChannelName.optional().openapi({ description: 'where; the channels it rang on when not said' }),
  })
  .openapi('Reminders');
export type Reminders = z.infer<typeof Reminders>;

/** The channels of a type one after the other, until the member engages: a step that is not reached yet is silent. */
export const Escalation = z
  .array(
    z.strictObject({
      channel: ChannelName,
      after: Seconds.optional().openapi({ description: 'seconds unseen after the first step; the first has none' }),
    }),
  )
  .min(2)
  .max(5)
  .openapi('Escalation');
export type Escalation = z.infer<typeof Escalation>;

import { z } from '@hono/zod-openapi';
import { ChannelName, InterruptingChannelName } from './channel.ts';

/** What became of a candidate. */
export const Outcome = z.enum(['send', 'hold', 'merge', 'drop']).openapi('Outcome');
export type Outcome = z.infer<typeof Outcome>;

/** The reason of a decision, as it appears in traces, counts and tests. */
export const Reason = z
  .enum([
    'own-action',
    'no-consent',
    'muted-actor',
    'muted-item',
    'muted-type',
    'muted-thread',
    'muted-category',
    'type-off',
    'expired',
    'beyond-history',
    'already-seen',
    'interacted',
    'recalled',
    'unverified',
    'flood',
    'below-floor',
    'below-push-bar',
    'no-channel',
    'collapsed',
    'digest',
    'fatigue',
    'type-cap',
    'channel-cap',
    'member-cap',
    'ramp',
    'spacing',
    'snoozed',
    'quiet-hours',
    'moment',
    'best-time',
    'portfolio',
    'escalation',
    'reminder',
    'dark',
    'timeline',
    'interrupt',
  ])
  .openapi('Reason');
export type Reason = z.infer<typeof Reason>;

/** The one decision of a candidate: what, by which component, why, and the numbers it used. */
export interface Decision {
  readonly outcome: Outcome;
  /** Name of the component that decided. */
  readonly by: string;
  readonly reason: Reason;
  readonly numbers: Readonly<Record<string, number>>;
  readonly channels: readonly ChannelName[];
  /** The model whose scores it was decided by, as `name@version`. */
  readonly model?: string;
  /** Another one that scored it and did not decide: of the two of a trial. */
  readonly beside?: string;
  /** When held: the moment it is decided again, ms since the epoch. */
  readonly until?: number;
  /** When merged: the notification that it has joined. */
  readonly into?: string;
  /** When held for a digest: which one. */
  readonly digest?: string;
  /** Ids of the devices chosen of an interrupting channel; all of them when absent. */
  readonly devices?: readonly string[];
}

/** Where one delivery of a notification stands: on one channel, to one device or address. */
export const DeliveryStatus = z
  .object({
    channel: InterruptingChannelName,
    device: z.string().openapi({ description: 'id of a device, or the name of the channel for an address' }),
    state: z.enum(['due', 'later', 'sent', 'gone', 'expired', 'dead', 'cancelled']),
    attempt: z.number().int().openapi({ description: 'tries made or under way' }),
    provider: z.string().optional().openapi({
      description: 'that took it; while it is `later`, the one that may have taken it without saying so',
    }),
    reference: z.string().optional().openapi({ description: 'what that provider calls it' }),
    reason: z.string().optional().openapi({ description: 'why it was not sent, or not yet' }),
    arrivedAt: z.string().optional().openapi({ description: 'when it was heard to have arrived' }),
  })
  .openapi('DeliveryStatus');
export type DeliveryStatus = z.infer<typeof DeliveryStatus>;

/** A line of `GET /v1/members/{id}/decisions`: the answer to "why did I (not) get this". */
export const TraceEntry = z
  .object({
    event: z.string(),
    type: z.string(),
    at: z.string(),
    outcome: Outcome,
    by: z.string(),
    reason: Reason,
    numbers: z.record(z.string(), z.number()),
    channels: z.array(ChannelName),
    model: z.string().optional().openapi({ description: 'whose scores it was decided by, as `name@version`' }),
    beside: z
      .string()
      .optional()
      .openapi({ description: 'the other model of a trial, which scored and did not decide' }),
    opened: z.boolean().optional().openapi({ description: 'whether the member opened it; of what was shown' }),
    until: z.string().optional(),
    into: z.string().optional().openapi({ description: 'the notification that it has joined' }),
    deliveries: z.array(DeliveryStatus).optional().openapi({ description: 'of what was sent to devices or addresses' }),
    words: z.string().openapi({ description: 'the same in one line of words' }),
  })
  .openapi('TraceEntry');
export type TraceEntry = z.infer<typeof TraceEntry>;

import { z } from '@hono/zod-openapi';
import { ChannelName } from './channel.ts';
import { Identifier, Instant } from './identifier.ts';

/** What a member did. */
export const EngagementAction = z
  .enum([
    'seen',
    'open',
    'click',
    'like',
    'comment',
    'view',
    'share',
    'follow',
    'dismiss',
    'see-less',
    'mute',
    'disable',
  ])
  .openapi('EngagementAction');
export type EngagementAction = z.infer<typeof EngagementAction>;

const target = {
  action: EngagementAction,
  notification: Identifier.optional(),
  actor: Identifier.optional(),
  item: Identifier.optional(),
  entity: Identifier.optional(),
  channel: ChannelName.optional().openapi({ description: 'where it was done, when that is known' }),
  time: Instant.optional(),
};
const named = (body: { notification?: unknown; actor?: unknown; item?: unknown; entity?: unknown }) =>
  [body.notification, body.actor, body.item, body.entity].some((value) => value !== undefined);
const mustName = { message: 'name a notification, actor, item or entity', path: ['notification'] };

/** Body of `POST /v1/me/engagements`. */
export const OwnEngagement = z.strictObject(target).refine(named, mustName).openapi('OwnEngagement');
export type OwnEngagement = z.infer<typeof OwnEngagement>;

/** A line of `POST /v1/engagements`. */
export const Engagement = z
  .strictObject({ member: Identifier, ...target })
  .refine(named, mustName)
  .openapi('Engagement');
export type Engagement = z.infer<typeof Engagement>;

import { z } from '@hono/zod-openapi';
import type { ChannelName } from './channel.ts';
import type { ChannelSetting } from './policy.ts';

/** What a member says on the page of an unsubscribe link: of one type on a channel, or of everything on it. */
export type Choice =
  | { readonly channel: ChannelName; readonly type: string; readonly setting: ChannelSetting }
  | { readonly channel: ChannelName; readonly everything: 'on' | 'off' };

/** What a form of the page asks for. */
export const UnsubscribeAction = z.enum(['unsubscribe', 'resubscribe', 'save']);
export type UnsubscribeAction = z.infer<typeof UnsubscribeAction>;

/**
 * Body of `POST /v1/unsubscribe/{token}`: what mail providers post for their users (RFC 8058), or a form of the page.
 * The names of a form's other fields say what is chosen and what the page showed before.
 */
export const UnsubscribeForm = z
  .object({
    'List-Unsubscribe': z.literal('One-Click').optional().openapi({ description: 'turn it off at once (RFC 8058)' }),
    action: UnsubscribeAction.optional().openapi({ description: 'what a form of the page asks for' }),
    setting: z.enum(['on', 'digest']).optional().openapi({ description: 'with `resubscribe`: as it was before' }),
  })
  .catchall(z.string())
  .openapi('UnsubscribeForm');

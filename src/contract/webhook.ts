import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

/** Webhooks that a tenant can have. */
export const MOST_WEBHOOKS = 20;

/** What a tenant's own server can be told of. */
export const WebhookEvent = z
  .enum([
    'notification.sent',
    'notification.seen',
    'notification.clicked',
    'notification.failed',
    'preference.updated',
    'webhook.test',
  ])
  .openapi('WebhookEvent');
export type WebhookEvent = z.infer<typeof WebhookEvent>;

/** Body of `PUT /v1/webhooks/{name}`. */
export const WebhookDefinition = z
  .strictObject({
    url: z.url().max(500).openapi({
      example: 'https://hooks.example.com/tower',
      description: 'an https address on a host that `providerHosts` of the tenant name',
    }),
    events: z
      .array(WebhookEvent.exclude(['webhook.test']))
      .min(1)
      .max(10),
    enabled: z.boolean().default(true),
  })
  .openapi('WebhookDefinition');
export type WebhookDefinition = z.infer<typeof WebhookDefinition>;

/** What is kept of a webhook beside what was put. */
export interface WebhookState {
  /** Its secret, sealed. */
  readonly secret: string;
  /** The secret before it, and until when messages are signed with that too, ms since the epoch. */
  readonly previous?: { readonly secret: string; readonly until: number };
  /** When the first of the failures that have not ended was, ms since the epoch. */
  readonly failingSince?: number;
  /** Why it was turned off by itself. */
  readonly disabled?: string;
}

/** A webhook as an operator sees it. Its secret is shown when it is made, and when it is rotated. */
export const WebhookView = z
  .strictObject({
    ...WebhookDefinition.shape,
    name: Identifier,
    failingSince: z.string().optional(),
    disabled: z.string().optional().openapi({ description: 'why it was turned off; put it again to turn it on' }),
    secret: z.string().optional().openapi({ description: '`whsec_…`; shown once' }),
    updatedAt: z.string(),
  })
  .openapi('WebhookView');
export type WebhookView = z.infer<typeof WebhookView>;

/** Answer of `POST /v1/webhooks/{name}/test`: what the server said to a message that was sent a moment ago. */
export const WebhookTest = z
  .object({
    told: z.boolean().openapi({ description: 'whether it answered 2xx' }),
    status: z.number().int().optional().openapi({ description: 'what it answered' }),
    reason: z.string().optional().openapi({ description: 'why it was not told' }),
  })
  .openapi('WebhookTest');
export type WebhookTest = z.infer<typeof WebhookTest>;

/** What a tenant's server is told, as the body of a signed message. */
export interface WebhookMessage {
  readonly type: WebhookEvent;
  /** When it happened, RFC 3339. */
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

import { z } from '@hono/zod-openapi';
import type { ProvidedChannel } from './channel.ts';
import { Identifier } from './identifier.ts';

/** Providers that a tenant can have. */
export const MOST_PROVIDERS = 20;

const LINE = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
const line = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .regex(LINE, 'must be one line without control characters')
    .openapi({ pattern: LINE.source });

const secret = (description: string) =>
  z
    .string()
    .min(1)
    .max(8_192)
    .optional()
    .openapi({
      description: `${description}. Never returned; left out, the one that is kept stays`,
      format: 'password',
    });

const url = (description: string) => z.url().max(500).openapi({ description });

const sender = {
  from: z
    .strictObject({ email: z.email().max(254), name: line(100).optional() })
    .openapi({ description: 'whom emails come from; the domain must be one that the provider may send for' }),
  replyTo: z.email().max(254).optional(),
};

const common = {
  order: z.number().int().min(0).max(99).default(0).openapi({
    description: 'of several for one channel those with the least are asked first, the others when those fail',
  }),
  weight: z.number().min(0).max(1_000).default(1).openapi({
    description: 'of several with one order: the share of deliveries that each is asked for first',
  }),
  enabled: z.boolean().default(true).openapi({ description: '`false` keeps it and asks it for nothing' }),
  rate: z
    .strictObject({
      perSecond: z.number().min(0.001).max(10_000),
      burst: z.number().int().min(1).max(10_000).default(1).openapi({ description: 'at once, after a pause' }),
    })
    .optional()
    .openapi({ description: 'deliveries that it takes; those beyond are spread over the time that follows' }),
  parallel: z.number().int().min(1).max(1_000).default(16).openapi({ description: 'deliveries under way at once' }),
};

/** Any mail server, over TLS. */
export const SmtpProvider = z
  .strictObject({
    kind: z.literal('smtp'),
    host: z.string().min(1).max(253),
    port: z.number().int().min(1).max(65_535).default(587),
    security: z.enum(['starttls', 'tls', 'none']).default('starttls').openapi({
      description:
        '`tls` from the first byte (465), `starttls` (587), or `none`: only to this machine, for development',
    }),
    username: line(254).optional(),
    password: secret('of the user'),
    ...sender,
    ...common,
  })
  .openapi('SmtpProvider');

/** Resend, or whoever speaks as it does. */
export const ResendProvider = z
  .strictObject({
    kind: z.literal('resend'),
    baseUrl: url('where its API is').default('https://api.resend.com'),
    apiKey: secret('API key'),
    signingSecret: secret('of its webhook (`whsec_…`), by which bounces and complaints are told'),
    ...sender,
    ...common,
  })
  .openapi('ResendProvider');

/** Cloudflare’s own sending: the `send_email` binding of the deployment. */
export const CloudflareEmailProvider = z
  .strictObject({ kind: z.literal('cloudflare-email'), ...sender, ...common })
  .openapi('CloudflareEmailProvider');

/** Twilio, or whoever speaks as it does. */
export const TwilioProvider = z
  .strictObject({
    kind: z.literal('twilio'),
    baseUrl: url('where its API is').default('https://api.twilio.com'),
    accountSid: z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'must be AC and 32 hexadecimal digits'),
    authToken: secret('auth token; it also signs what Twilio calls back'),
    from: line(64).openapi({ description: 'a number (E.164), a sender’s name, or a messaging service (`MG…`)' }),
    ...common,
  })
  .openapi('TwilioProvider');

/** Firebase Cloud Messaging, HTTP v1: Android, and iOS through APNs. */
export const FcmProvider = z
  .strictObject({
    kind: z.literal('fcm'),
    projectId: z.string().regex(/^[a-z0-9-]{4,64}$/, 'must be the id of a project, such as my-app-12345'),
    clientEmail: z.email().max(254).openapi({ description: 'of the service account' }),
    privateKey: secret('of the service account (PEM, PKCS #8)'),
    baseUrl: url('where its API is').default('https://fcm.googleapis.com'),
    tokenUrl: url('where the service account gets its tokens').default('https://oauth2.googleapis.com/token'),
    ...common,
  })
  .openapi('FcmProvider');

/** A server of the tenant’s own, which is told by signed webhooks (Standard Webhooks). */
export const WebhookProvider = z
  .strictObject({
    kind: z.literal('webhook'),
    url: url('where notifications are posted to'),
    secret: secret('`whsec_…`, by which they are signed; another one signs beside the one before it'),
    previousSecret: secret(
      'the one before, kept by itself when `secret` changes; it signs as well until a put a day later',
    ),
    ...common,
  })
  .openapi('WebhookProvider');

/** Body of `PUT /v1/providers/{name}`. */
export const ProviderDefinition = z
  .discriminatedUnion('kind', [
    SmtpProvider,
    ResendProvider,
    CloudflareEmailProvider,
    TwilioProvider,
    FcmProvider,
    WebhookProvider,
  ])
  .openapi('ProviderDefinition');
export type ProviderDefinition = z.infer<typeof ProviderDefinition>;
export type ProviderKind = ProviderDefinition['kind'];
export type SmtpProvider = z.infer<typeof SmtpProvider>;
export type ResendProvider = z.infer<typeof ResendProvider>;
export type CloudflareEmailProvider = z.infer<typeof CloudflareEmailProvider>;
export type TwilioProvider = z.infer<typeof TwilioProvider>;
export type FcmProvider = z.infer<typeof FcmProvider>;
export type WebhookProvider = z.infer<typeof WebhookProvider>;

/** The channel that each kind serves. */
export const CHANNEL_OF = {
  smtp: 'email',
  resend: 'email',
  'cloudflare-email': 'email',
  twilio: 'sms',
  fcm: 'mobile-push',
  webhook: 'webhook',
} as const satisfies Record<ProviderKind, ProvidedChannel>;

/** Fields of each kind that are secrets: sealed where they are kept, and never returned. */
export const SECRETS_OF = {
  smtp: ['password'],
  resend: ['apiKey', 'signingSecret'],
  'cloudflare-email': [],
  twilio: ['authToken'],
  fcm: ['privateKey'],
  webhook: ['secret', 'previousSecret'],
} as const satisfies Record<ProviderKind, readonly string[]>;

/** Those without which it cannot send. */
export const NEEDED_SECRETS_OF: Readonly<Record<ProviderKind, readonly string[]>> = {
  smtp: [],
  resend: ['apiKey'],
  'cloudflare-email': [],
  twilio: ['authToken'],
  fcm: ['privateKey'],
  webhook: ['secret'],
};

/** How a provider is doing, as all Workers see it. */
export const ProviderHealth = z
  .object({
    circuit: z.enum(['closed', 'open', 'half-open']).openapi({
      description: '`open`: it failed so often that it is asked for nothing until `retryAt`; then for one delivery',
    }),
    failures: z.number().int().openapi({ description: 'one after another, up to now' }),
    retryAt: z.string().optional(),
    reason: z.string().optional().openapi({ description: 'of its last failure' }),
  })
  .openapi('ProviderHealth');
export type ProviderHealth = z.infer<typeof ProviderHealth>;

/** A provider as an operator sees it: never its secrets. */
export const ProviderView = z
  .object({
    name: Identifier,
    channel: z.enum(['email', 'sms', 'mobile-push', 'webhook']),
    definition: z.record(z.string(), z.unknown()).openapi({ description: 'as it was put, without its secrets' }),
    secrets: z.array(z.string()).openapi({ description: 'names of the secrets that are kept' }),
    callback: z.string().optional().openapi({
      description:
        'the address to enter at the provider for what it tells back: bounces, complaints, replies, statuses',
    }),
    health: ProviderHealth.optional(),
    updatedAt: z.string(),
  })
  .openapi('ProviderView');
export type ProviderView = z.infer<typeof ProviderView>;

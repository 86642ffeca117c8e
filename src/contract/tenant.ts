import { z } from '@hono/zod-openapi';
import { ChannelName, InterruptingChannelName } from './channel.ts';
import { Identifier, Seconds } from './identifier.ts';
import { Locale } from './locale.ts';
import { DigestSchedule, QuietTimes } from './schedule.ts';
import { Fatigue, Ramp } from './volume.ts';

/** What a key may do. `admin` may do everything in its tenant. */
export const Scope = z.enum(['events', 'members', 'graph', 'features', 'admin']).openapi('Scope');
export type Scope = z.infer<typeof Scope>;

const Setting = z.enum(['on', 'off', 'digest']);

/** Settings of a tenant, each with its default. */
export const TenantSettings = z
  .strictObject({
    quota: z
      .strictObject({
        rate: z.number().int().min(1).max(1_000_000).default(5_000).openapi({ description: 'events a second' }),
        burst: z.number().int().min(1).max(10_000_000).default(20_000).openapi({ description: 'events at once' }),
      })
      .prefault({}),
    interruptionsPerDay: z
      .number()
      .int()
      .min(0)
      .max(1_000)
      .default(5)
      .openapi({ description: 'of one member by content of all types, in 24 rolling hours' }),
    spacing: Seconds.or(z.literal(0)).optional().openapi({
      description: 'seconds between two interruptions of one member by content; 24 h ÷ interruptionsPerDay, 0 for none',
    }),
    channelsPerDay: z.partialRecord(InterruptingChannelName, z.number().int().min(0).max(1_000)).optional(),
    candidatesPerHour: z.number().int().min(1).max(1_000_000).optional().openapi({
      description:
        'notifications of one member in a rolling hour; content that comes beyond is dropped. No limit when not set',
    }),
    ramp: Ramp.optional(),
    fatigue: Fatigue.optional(),
    defaults: z
      .strictObject({
        channels: z.partialRecord(ChannelName, Setting).optional(),
        types: z.record(Identifier, z.partialRecord(ChannelName, Setting)).optional(),
        categories: z.record(Identifier, z.partialRecord(ChannelName, Setting)).optional(),
        digest: DigestSchedule.optional(),
        quiet: QuietTimes.optional(),
      })
      .optional()
      .openapi({ description: 'the preferences of members who have not said otherwise' }),
    enricherHosts: z.array(z.string().max(255)).max(20).optional().openapi({
      description:
        'hosts that enrichers may be on, such as facts.example.com or 127.0.0.1:9000 on a development server',
    }),
    providerHosts: z
      .array(
        z.string().regex(/^(\*|(\*\.)?[A-Za-z0-9.-]{1,253}(:\d{1,5})?)$/, 'must be a host, host:port, *.domain or *'),
      )
      .max(50)
      .optional()
      .openapi({
        description:
          'hosts that providers, webhooks and Slack may be on beside the well-known ones: `mail.example.com`, ' +
          '`*.example.com`, `*` for every public name',
      }),
    locale: Locale.optional().openapi({
      description: 'the language of members who have none, or one that a type has no texts in',
    }),
    boundedFanout: z.boolean().default(true).openapi({
      description: 'a fan-out leaves out members of whom it knows that they would be dropped below the floor',
    }),
    dark: z.boolean().default(false).openapi({ description: 'decide and record, send nothing' }),
  })
  .openapi('TenantSettings');
export type TenantSettings = z.infer<typeof TenantSettings>;

/** Objects that the event log of a tenant is made of. */
export const EventLogPartitions = z
  .number()
  .int()
  .min(1)
  .max(256)
  .openapi({
    description:
      'objects that keep the events of the tenant, 10 GB each; fixed when it is made. One takes the least work for each ' +
      'event, more of them keep and take more',
  });

/** Body of `PUT /v1/tenants/{tenant}`; every part is optional. */
export const TenantBody = z
  .strictObject({ settings: TenantSettings.optional(), eventLogPartitions: EventLogPartitions.optional() })
  .openapi('TenantBody');

/** Answer of `PUT /v1/tenants/{tenant}`: the only time its key is shown. */
export const TenantReceipt = z
  .object({
    tenant: Identifier,
    key: z.string(),
    settings: TenantSettings,
    eventLogPartitions: EventLogPartitions,
  })
  .openapi('TenantReceipt');

/** Body of `POST /v1/keys`. */
export const KeyBody = z
  .strictObject({ name: z.string().min(1).max(128), scopes: z.array(Scope).min(1).max(5) })
  .openapi('KeyBody');

/** A key as an operator sees it: never the key itself. */
export const KeyView = z
  .object({ id: z.string(), name: z.string(), scopes: z.array(Scope), createdAt: z.string() })
  .openapi('KeyView');
export type KeyView = z.infer<typeof KeyView>;

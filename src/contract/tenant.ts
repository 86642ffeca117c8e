import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

/** What a key may do. `admin` may do everything in its tenant. */
export const Scope = z.enum(['events', 'members', 'graph', 'features', 'admin']).openapi('Scope');
export type Scope = z.infer<typeof Scope>;

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
    dark: z.boolean().default(false).openapi({ description: 'decide and record, send nothing' }),
  })
  .openapi('TenantSettings');
export type TenantSettings = z.infer<typeof TenantSettings>;

/** Body of `PUT /v1/tenants/{tenant}`; every part is optional. */
export const TenantBody = z.strictObject({ settings: TenantSettings.optional() }).openapi('TenantBody');

/** Answer of `PUT /v1/tenants/{tenant}`: the only time its key is shown. */
export const TenantReceipt = z
  .object({ tenant: Identifier, key: z.string(), settings: TenantSettings })
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

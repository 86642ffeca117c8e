import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

/** What a browser runs on: a desktop and a phone are answered at different times of the day. */
export const DeviceForm = z.enum(['desktop', 'phone']).openapi('DeviceForm');
export type DeviceForm = z.infer<typeof DeviceForm>;

const base64url = (bytes: number, name: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+={0,2}$/, `${name} must be base64url`)
    .max(Math.ceil((bytes * 4) / 3) + 2);

/** The browser's own `PushSubscription.toJSON()`. */
export const PushSubscription = z
  .object({
    endpoint: z.string().max(2_000),
    expirationTime: z.number().nullable().optional(),
    keys: z.object({ p256dh: base64url(65, 'p256dh'), auth: base64url(16, 'auth') }),
  })
  .openapi('PushSubscription');
export type PushSubscription = z.infer<typeof PushSubscription>;

/** Body of `PUT /v1/me/devices`. */
export const DeviceRegistration = z
  .strictObject({
    kind: z.literal('web-push'),
    subscription: PushSubscription,
    app: Identifier.optional().openapi({ description: 'the app it belongs to; a type may prefer some' }),
    form: DeviceForm.optional().openapi({ description: 'read from the browser when not said' }),
  })
  .openapi('DeviceRegistration');
export type DeviceRegistration = z.infer<typeof DeviceRegistration>;

/** A device as its member sees it: no secrets. */
export const Device = z
  .object({
    id: z.string(),
    kind: z.literal('web-push'),
    app: z.string().optional(),
    form: DeviceForm,
    host: z.string().openapi({ description: 'the push service it is reached through' }),
    createdAt: z.string(),
  })
  .openapi('Device');
export type Device = z.infer<typeof Device>;

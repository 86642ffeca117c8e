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

/** A VAPID public key as a browser is given it: an uncompressed P-256 point. */
export const ApplicationServerKey = base64url(65, 'applicationServerKey');

/** A browser, as a body of `PUT /v1/me/devices`. */
export const BrowserRegistration = z
  .strictObject({
    kind: z.literal('web-push'),
    subscription: PushSubscription,
    app: Identifier.optional().openapi({ description: 'the app it belongs to; a type may prefer some' }),
    form: DeviceForm.optional().openapi({ description: 'read from the browser when not said' }),
    applicationServerKey: ApplicationServerKey.optional().openapi({
      description: 'the VAPID key that it subscribed with; the current one when not said',
    }),
    replaces: z.string().max(64).optional().openapi({
      description: 'the device whose subscription this one takes the place of; it keeps its id',
    }),
  })
  .openapi('BrowserRegistration');

/** An app on a phone, as a body of `PUT /v1/me/devices`. */
export const AppRegistration = z
  .strictObject({
    kind: z.literal('mobile-push'),
    token: z
      .string()
      .max(4_096)
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII')
      .openapi({ description: 'the registration token that Firebase gave the app' }),
    app: Identifier.optional().openapi({ description: 'the app it belongs to; a type may prefer some' }),
    form: DeviceForm.default('phone'),
    replaces: z
      .string()
      .max(64)
      .optional()
      .openapi({ description: 'the device whose token this one takes the place of' }),
  })
  .openapi('AppRegistration');

/** Body of `PUT /v1/me/devices`. */
export const DeviceRegistration = z
  .discriminatedUnion('kind', [BrowserRegistration, AppRegistration])
  .openapi('DeviceRegistration');
export type DeviceRegistration = z.infer<typeof DeviceRegistration>;

/** Answer of `PUT /v1/me/devices` and `POST /v1/push/renewals`. */
export const DeviceReceipt = z
  .object({
    id: z.string(),
    renewal: z.string().optional().openapi({
      description: 'for the service worker: lets it tell of a new subscription of this device when no page is open',
    }),
  })
  .openapi('DeviceReceipt');
export type DeviceReceipt = z.infer<typeof DeviceReceipt>;

/** A device as its member sees it: no secrets. */
export const Device = z
  .object({
    id: z.string(),
    kind: z.enum(['web-push', 'mobile-push']),
    app: z.string().optional(),
    form: DeviceForm,
    host: z.string().openapi({ description: 'the push service it is reached through' }),
    createdAt: z.string(),
  })
  .openapi('Device');
export type Device = z.infer<typeof Device>;

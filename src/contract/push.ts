import { z } from '@hono/zod-openapi';
import { ApplicationServerKey, PushSubscription } from './device.ts';
import { Instant } from './identifier.ts';

/** What a service worker can say of a push: it arrived, the member chose it, or the member swept it away. */
export const PushHappening = z.enum(['delivered', 'clicked', 'dismissed']).openapi('PushHappening');
export type PushHappening = z.infer<typeof PushHappening>;

const Token = z.string().min(1).max(2_048);

/** Body of `POST /v1/push/reports`. */
export const PushReport = z
  .strictObject({
    token: Token.openapi({ description: 'the `report` of the push that it is about' }),
    what: PushHappening,
    at: Instant.openapi({ description: 'by the clock of the browser; a repeat says the same' }),
  })
  .openapi('PushReport');
export type PushReport = z.infer<typeof PushReport>;

/** Body of `POST /v1/push/renewals`. */
export const PushRenewal = z
  .strictObject({
    token: Token.openapi({ description: 'the `renewal` that the device was registered with' }),
    subscription: PushSubscription,
    applicationServerKey: ApplicationServerKey.optional(),
  })
  .openapi('PushRenewal');
export type PushRenewal = z.infer<typeof PushRenewal>;

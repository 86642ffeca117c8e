import type { Delivery, DeliveryOutcome, Settlement } from '../contract/delivery.ts';
import type { Environment } from '../platform/environment.ts';
import type { Stubs } from '../platform/stubs.ts';
import { afterTry, hasExpired } from './after-try.ts';
import { throughProviders } from './providers/through-providers.ts';
import { sendSlack } from './slack/send.ts';
import { surroundingsOf } from './surroundings.ts';
import { sendWebPush } from './web-push/send.ts';
import { webPushConfig } from './web-push/web-push-config.ts';

/** One try of one delivery on its channel, and what that means for the delivery. `now` in ms. */
export async function attempt(
  env: Environment,
  of: Stubs,
  tenant: string,
  delivery: Delivery,
  now: number,
): Promise<Settlement['outcome']> {
  if (hasExpired(delivery, now)) return { kind: 'expired' };
  return afterTry(delivery, await send(env, of, tenant, delivery, now));
}

/** The channel of a delivery; a new one does not compile until it is here. */
async function send(
  env: Environment,
  of: Stubs,
  tenant: string,
  delivery: Delivery,
  now: number,
): Promise<DeliveryOutcome> {
  switch (delivery.channel) {
    case 'web-push':
      return sendWebPush(delivery, webPushConfig(env, tenant), now);
    case 'slack':
      return sendSlack(delivery, await surroundingsOf(env, of, tenant, now));
    case 'mobile-push':
    case 'email':
    case 'sms':
    case 'webhook':
      return throughProviders(env, of, delivery, await surroundingsOf(env, of, tenant, now));
  }
}

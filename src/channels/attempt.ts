import type { Delivery, DeliveryOutcome, Settlement } from '../contract/delivery.ts';
import type { Environment } from '../platform/environment.ts';
import type { Stubs } from '../platform/stubs.ts';
import { afterTry, hasExpired } from './after-try.ts';
import { unlessHeldOff } from './hold-off.ts';
import { throughProviders } from './providers/through-providers.ts';
import { reopened } from './providers/wait-for.ts';
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

/** Whom a try waits for, as far as that is known before it: a push service, or what a tenant has chosen for a channel. */
export function askedOf(tenant: string, delivery: Delivery): string {
  const { channel, address } = delivery;
  const origin = URL.parse(address.endpoint)?.origin ?? '';
  if (channel === 'web-push') return origin;
  return channel === 'slack' ? `${tenant} ${origin}` : `${tenant} ${channel}`;
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
      return unlessSilent(tenant, delivery, now, () => sendWebPush(delivery, webPushConfig(env, tenant), now));
    case 'slack': {
      const around = await surroundingsOf(env, of, tenant, now);
      return unlessSilent(tenant, delivery, now, () => sendSlack(delivery, around));
    }
    case 'mobile-push':
    case 'email':
    case 'sms':
    case 'webhook':
      return throughProviders(env, of, delivery, await surroundingsOf(env, of, tenant, now));
  }
}

/**
 * Posts to a server that is no provider's: a browser's push service, or a Slack-compatible one. It is left alone after
 * time-outs, which hold up others; whatever else it answers is the business of the delivery.
 */
async function unlessSilent(
  tenant: string,
  delivery: Delivery,
  now: number,
  send: () => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  const asked = await unlessHeldOff(askedOf(tenant, delivery), {}, now, send, silenceIn);
  if ('answer' in asked) return asked.answer;
  return { kind: 'later', at: Math.ceil(reopened(asked.open, delivery)), reason: 'circuit-open' };
}

function silenceIn(outcome: DeliveryOutcome): string | undefined {
  return outcome.kind === 'later' && outcome.reason === 'time-out' ? outcome.reason : undefined;
}

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

/** Whom a try waits for, as far as that is known before it: a server, or the providers of a channel. */
export function askedOf(tenant: string, delivery: Delivery): string {
  const { channel } = delivery;
  return channel === 'web-push' || channel === 'slack' ? originOf(delivery) : `${tenant} ${channel}`;
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
      return unlessSilent(delivery, now, () => sendWebPush(delivery, webPushConfig(env, tenant), now));
    case 'slack': {
      const around = await surroundingsOf(env, of, tenant, now);
      return unlessSilent(delivery, now, () => sendSlack(delivery, around));
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
  delivery: Delivery,
  now: number,
  send: () => Promise<DeliveryOutcome>,
): Promise<DeliveryOutcome> {
  const asked = await unlessHeldOff(originOf(delivery), {}, now, send, silenceIn);
  if ('answer' in asked) return asked.answer;
  return { kind: 'later', at: Math.ceil(reopened(asked.open, delivery)), reason: 'circuit-open' };
}

function originOf({ address }: Delivery): string {
  return URL.parse(address.endpoint)?.origin ?? '';
}

function silenceIn(outcome: DeliveryOutcome): string | undefined {
  return outcome.kind === 'later' && outcome.reason === 'time-out' ? outcome.reason : undefined;
}

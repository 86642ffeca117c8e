import type { AddressedDelivery } from '../../contract/delivery.ts';
import { toInstant } from '../../contract/identifier.ts';
import type { WebhookProvider } from '../../contract/provider.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { outcomeOfAsked } from '../ask.ts';
import { deliveryKey } from '../delivery-key.ts';
import type { Send } from '../surroundings.ts';
import { postSigned } from './post.ts';
import { isWebhookSecret } from './sign.ts';

/** What a server says when it does not want to be told anything any more: its provider is turned off. */
export const GONE_FOR_GOOD = 'http-410: the server is gone';

/**
 * Hands a notification to the tenant's own server, as a signed message (Standard Webhooks). It must be answered 2xx; 410
 * says that the server is no more, everything else means what it usually does.
 */
export const sendWebhook: Send<WebhookProvider> = async (delivery, { url, secret = '', previousSecret }, around) => {
  if (!isWebhookSecret(secret)) {
    return { kind: 'refused', reason: 'the secret is not whsec_ and 24 to 64 bytes in base 64', fault: 'provider' };
  }
  const { attempt } = delivery;
  const secrets = previousSecret === undefined ? [secret] : [secret, previousSecret];
  const id = idOf(around.tenant, delivery);
  const asked = await postSigned({ url, id, message: notificationMessage(delivery), secrets }, around);
  if (asked.kind === 'answer' && asked.status === 410) {
    return { kind: 'refused', reason: GONE_FOR_GOOD, fault: 'provider' };
  }
  const outcome = outcomeOfAsked(asked, { attempt, now: around.now, key: deliveryKey(delivery) });
  return outcome.kind === 'sent' ? { ...outcome, reference: id } : outcome;
};

/** Body of such a message. */
interface NotificationMessage {
  readonly type: 'notification';
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

function notificationMessage({
  member,
  notification,
  message,
  urgent,
  expiresAt,
}: AddressedDelivery): NotificationMessage {
  const { id: _same, at, email: _email, sms: _sms, ...said } = message;
  return {
    type: 'notification',
    timestamp: toInstant(at),
    data: {
      member,
      notification,
      ...said,
      urgent,
      ...(expiresAt === undefined ? {} : { expiresAt: toInstant(expiresAt) }),
    },
  };
}

/** The same for every try of one delivery; a reminder, and what a group has become, are another message. */
function idOf(tenant: string, delivery: AddressedDelivery): string {
  const parts = [tenant, deliveryKey(delivery)];
  return `msg_${sha256Hex(JSON.stringify(parts)).slice(0, 32)}`;
}

import { Webhook } from 'standardwebhooks';
import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery } from '../../src/contract/delivery.ts';
import { WebhookProvider } from '../../src/contract/provider.ts';
import { newWebhookSecret } from '../../src/registry/webhooks.ts';
import type { ChaosRequest } from '../support/chaos-server.ts';

/** A notification for the tenant's own server. */
export function aWebhookDelivery(parts: Partial<AddressedDelivery> = {}): AddressedDelivery {
  return {
    member: 'ada',
    notification: '01JD7Q3ZK0000000000000000A',
    channel: 'webhook',
    device: 'webhook',
    address: { endpoint: '' },
    message: {
      id: '01JD7Q3ZK0000000000000000A',
      type: 'message.received',
      title: 'Grace Hopper',
      body: 'The bug is in relay 70.',
      url: '/messages/7',
      at: 1_795_000_000_000,
      badge: 3,
    },
    urgent: false,
    attempt: 1,
    ...parts,
  };
}

/** A provider at this address, its secret open. */
export function aWebhookProvider(url: string, secret = newWebhookSecret()): WebhookProvider {
  return WebhookProvider.parse({ kind: 'webhook', url, secret });
}

/** What a channel knows; `allow` is the server it may reach on this machine. */
export function around(allow: string, parts: Partial<Surroundings> = {}): Surroundings {
  return { tenant: 'test', now: Date.now(), hosts: [], allow, tokenKey: '', partials: {}, timeout: 1_000, ...parts };
}

/** The body of a request as its receiver reads it: checked by the signature, else this throws. */
export function verified(request: ChaosRequest | undefined, secret: string): unknown {
  if (!request) throw new Error('Nothing came');
  const { headers, body } = request;
  return new Webhook(secret).verify(body, {
    'webhook-id': String(headers['webhook-id']),
    'webhook-timestamp': String(headers['webhook-timestamp']),
    'webhook-signature': String(headers['webhook-signature']),
  });
}

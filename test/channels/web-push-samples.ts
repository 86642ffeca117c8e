import webpush from 'web-push';
import type { WebPushConfig } from '../../src/channels/web-push/send.ts';
import type { PushAddress, PushMessage, WebPushDelivery } from '../../src/contract/delivery.ts';

/** A message as a member's object hands it over; a test names only the parts that matter to it. */
export function aMessage(parts: Partial<PushMessage> = {}): PushMessage {
  return {
    id: '01JD7Q3ZK0000000000000000A',
    type: 'message.received',
    title: 'Grace Hopper',
    body: 'The bug is in relay 70.',
    url: 'https://app.example.com/messages/7',
    at: 1_795_000_000_000,
    ...parts,
  };
}

/** One try of one delivery to this address. */
export function aDelivery(address: PushAddress, parts: Partial<WebPushDelivery> = {}): WebPushDelivery {
  const message = parts.message ?? aMessage();
  return {
    member: 'ada',
    notification: message.id,
    channel: 'web-push',
    device: 'device-1',
    address,
    message,
    urgent: false,
    attempt: 1,
    ...parts,
  };
}

/** A fresh identity of an operator, allowed to reach the push service at `allow`. */
export function aConfig(allow = '', parts: Partial<WebPushConfig> = {}): WebPushConfig {
  const { publicKey, privateKey } = webpush.generateVAPIDKeys();
  return { publicKey, privateKey, subject: 'mailto:operator@example.com', allow, ...parts };
}

/** The address a subscription's JSON becomes. */
export function addressOf(subscription: {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}): PushAddress {
  return { endpoint: subscription.endpoint, ...subscription.keys };
}

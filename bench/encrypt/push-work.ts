import { createCipheriv, createECDH, randomBytes } from 'node:crypto';
import { buildPushPayload } from '@block65/webcrypto-web-push';
import webpush from 'web-push';
import { pushPayload } from '../../src/channels/web-push/payload.ts';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import type { WebPushDelivery } from '../../src/contract/delivery.ts';

/** Who makes a push request ready to be posted; the floor does the least that RFC 8291 cannot do without. */
export type Maker = 'ours' | 'floor' | 'web-push' | 'block65';

/** Makes one request, from a message to an encrypted body and a signed header; nothing is posted. */
export type Make = () => void | Promise<void>;

const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/dKx:APA91b';
const SUBJECT = 'mailto:operator@example.com';

/** The makers, for one browser and one message of an ordinary length. */
export function pushMakers(): Readonly<Record<Maker, Make>> {
  const browser = createECDH('prime256v1');
  const p256dh = browser.generateKeys('base64url' as 'base64');
  const auth = randomBytes(16).toString('base64url');
  const vapid = webpush.generateVAPIDKeys();
  const delivery = deliveryTo({ endpoint: ENDPOINT, p256dh, auth });
  const text = pushPayload(delivery.message);
  const subscription = { endpoint: ENDPOINT, expirationTime: null, keys: { p256dh, auth } };
  const vapidDetails = { ...vapid, subject: SUBJECT };
  const accepted = new Response(null, { status: 201 });
  return {
    ours: async () => {
      const config = { ...vapidDetails, allow: '' };
      const outcome = await sendWebPush(delivery, config, Date.now(), () => Promise.resolve(accepted));
      if (outcome.kind !== 'sent') throw new Error(JSON.stringify(outcome));
    },
    floor: () => {
      const pair = createECDH('prime256v1');
      pair.generateKeys();
      const secret = pair.computeSecret(Buffer.from(p256dh, 'base64url'));
      const cipher = createCipheriv('aes-128-gcm', secret.subarray(0, 16), secret.subarray(16, 28));
      cipher.update(text, 'utf8');
      cipher.final();
      cipher.getAuthTag();
    },
    'web-push': () => {
      webpush.generateRequestDetails(subscription, text, { vapidDetails, contentEncoding: 'aes128gcm', TTL: 60 });
    },
    block65: async () => {
      await buildPushPayload({ data: text, options: { ttl: 60 } }, subscription, vapidDetails);
    },
  };
}

function deliveryTo(address: WebPushDelivery['address']): WebPushDelivery {
  const message = {
    id: '01JD7Q3ZK0000000000000000A',
    type: 'message.received',
    title: 'Grace Hopper',
    body: 'The bug is in relay 70. '.repeat(8),
    url: 'https://app.example.com/messages/7',
    at: 1_795_000_000_000,
  };
  const { id: notification } = message;
  return { member: 'ada', notification, channel: 'web-push', device: 'd', address, message, urgent: false, attempt: 1 };
}

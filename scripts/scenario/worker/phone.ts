import { createECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';
import { notificationOf } from '../../../src/web/push/notification.ts';

/** The app's own origin, as the service worker knows it. */
const ORIGIN = 'https://app.example';

/** A browser with a push subscription (RFC 8030). */
export interface Phone {
  /** As in `PushSubscription.toJSON()`, base64url. */
  readonly keys: { readonly p256dh: string; readonly auth: string };
  /** Decrypts a push message (RFC 8291) and gives what the service worker shows for it. */
  readonly show: (body: ArrayBuffer) => Shown;
}

export interface Shown {
  readonly title: string;
  readonly body: string;
  /** Without a sound: it only changes what is shown already. */
  readonly quiet: boolean;
}

/** A browser with new keys. */
export function newPhone(): Phone {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  const authSecret = randomBytes(16);
  return {
    keys: { p256dh: pair.getPublicKey('base64url'), auth: authSecret.toString('base64url') },
    show: (body) => {
      const plain = ece.decrypt(Buffer.from(body), { version: 'aes128gcm', privateKey: pair, authSecret });
      const { title, options } = notificationOf(plain.toString('utf8'), ORIGIN);
      return { title, body: options.body, quiet: options.silent === true };
    },
  };
}

import { createECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';

/** The keys of the phones' push subscriptions (RFC 8291), which all phones of a start share. */
export interface PhoneKeys {
  /** base64url */
  readonly p256dh: string;
  readonly auth: string;
  /** What a push says; undefined when it was sealed for other keys. */
  readonly open: (sealed: Buffer) => string | undefined;
}

/** New keys. */
export function makePhoneKeys(): PhoneKeys {
  const privateKey = createECDH('prime256v1');
  privateKey.generateKeys();
  const authSecret = randomBytes(16);
  return {
    p256dh: privateKey.getPublicKey('base64url'),
    auth: authSecret.toString('base64url'),
    open(sealed) {
      try {
        return ece.decrypt(sealed, { version: 'aes128gcm', privateKey, authSecret }).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

import { createECDH, type ECDH, randomBytes } from 'node:crypto';
import ece from 'http_ece';

/** The keys of a browser's push subscription, and with them what a browser does: decrypt (RFC 8291). */
export interface PushKeys {
  /** As in `PushSubscription.toJSON()`, base64url. */
  readonly p256dh: string;
  readonly auth: string;
  /** The plaintext of an aes128gcm body. Throws when it was not encrypted for these keys. */
  readonly decrypt: (body: Uint8Array) => string;
}

/** New keys of a subscription; or the given ones, base64url, as in the appendix of RFC 8291. */
export function pushKeys(given?: { readonly privateKey: string; readonly auth: string }): PushKeys {
  const pair: ECDH = createECDH('prime256v1');
  if (given === undefined) pair.generateKeys();
  else pair.setPrivateKey(Buffer.from(given.privateKey, 'base64url'));
  const authSecret = given === undefined ? randomBytes(16) : Buffer.from(given.auth, 'base64url');
  return {
    p256dh: pair.getPublicKey().toString('base64url'),
    auth: authSecret.toString('base64url'),
    decrypt: (body) =>
      ece
        .decrypt(Buffer.from(body.buffer, body.byteOffset, body.byteLength), {
          version: 'aes128gcm',
          privateKey: pair,
          authSecret,
        })
        .toString('utf8'),
  };
}

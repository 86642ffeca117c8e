import { createECDH } from 'node:crypto';
import ece from 'http_ece';
import { describe, test } from 'vitest';
import webpush from 'web-push';
import { MOST_PLAINTEXT_BYTES } from '../../src/channels/web-push/payload.ts';
import { pushKeys } from '../support/push-keys.ts';
import { RFC_8291 } from './web-push-vectors.ts';

const receiver = () => pushKeys({ privateKey: RFC_8291.receiverPrivate, auth: RFC_8291.auth });

describe('message encryption (RFC 8291)', () => {
  test('the receiver of the tests decrypts the example of appendix A', ({ expect }) => {
    expect(receiver().p256dh).toBe(RFC_8291.receiverPublic);
    expect(receiver().decrypt(Buffer.from(RFC_8291.body, 'base64url'))).toBe(RFC_8291.plaintext);
  });

  test('the encryption that web-push is built on gives the bytes of appendix A for its key and salt', ({ expect }) => {
    const sender = createECDH('prime256v1');
    sender.setPrivateKey(Buffer.from(RFC_8291.senderPrivate, 'base64url'));
    const body = ece.encrypt(Buffer.from(RFC_8291.plaintext), {
      version: 'aes128gcm',
      privateKey: sender,
      dh: RFC_8291.receiverPublic,
      authSecret: RFC_8291.auth,
      salt: RFC_8291.salt,
    });
    expect(body.toString('base64url')).toBe(RFC_8291.body);
  });

  test('the longest plaintext makes a body of exactly 4,096 bytes in one record', ({ expect }) => {
    const keys = receiver();
    const text = 'x'.repeat(MOST_PLAINTEXT_BYTES);
    const { cipherText } = webpush.encrypt(keys.p256dh, keys.auth, text, 'aes128gcm');
    expect(cipherText.length).toBe(4_096);
    expect(keys.decrypt(cipherText)).toBe(text);
  });

  test('only the keys it was encrypted for decrypt it, and a changed byte is noticed', ({ expect }) => {
    const keys = receiver();
    const { cipherText } = webpush.encrypt(keys.p256dh, keys.auth, 'secret', 'aes128gcm');
    expect(() => pushKeys().decrypt(cipherText)).toThrow();
    cipherText[cipherText.length - 1] = (cipherText[cipherText.length - 1] ?? 0) ^ 1;
    expect(() => keys.decrypt(cipherText)).toThrow();
  });
});

import fc from 'fast-check';
import ece from 'http_ece';
import { describe, test } from 'vitest';
import webpush from 'web-push';
import { encryptPush } from '../../src/channels/web-push/encrypt.ts';
import { MOST_PLAINTEXT_BYTES } from '../../src/channels/web-push/payload.ts';
import { pushKeys } from '../support/push-keys.ts';
import { RFC_8188, RFC_8291 } from './web-push-vectors.ts';

const bytes = (base64url: string) => Buffer.from(base64url, 'base64url');
const receiver = () => pushKeys({ privateKey: RFC_8291.receiverPrivate, auth: RFC_8291.auth });

describe('message encryption (RFC 8291)', () => {
  test('gives the bytes of appendix A for its key and salt', async ({ expect }) => {
    const { receiverPublic, auth, plaintext, salt, senderPrivate, body } = RFC_8291;
    const seed = { salt: bytes(salt), privateKey: bytes(senderPrivate) };
    expect(Buffer.from(await encryptPush(receiverPublic, auth, plaintext, seed)).toString('base64url')).toBe(body);
  });

  test('whatever the text, an independent library decrypts it, and it takes 103 bytes more', async ({ expect }) => {
    const keys = receiver();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 900 }), async (text) => {
        const body = await encryptPush(keys.p256dh, keys.auth, text);
        expect(keys.decrypt(body)).toBe(text);
        expect(body.length).toBe(Buffer.byteLength(text) + 103);
      }),
      { numRuns: 60 },
    );
  });

  test('the longest plaintext makes a body of exactly 4,096 bytes in one record', async ({ expect }) => {
    const keys = receiver();
    const text = 'x'.repeat(MOST_PLAINTEXT_BYTES);
    const body = await encryptPush(keys.p256dh, keys.auth, text);
    expect(body.length).toBe(4_096);
    expect(keys.decrypt(body)).toBe(text);
  });

  test('is as long as what web-push makes, and never the same twice', async ({ expect }) => {
    const keys = receiver();
    const theirs = webpush.encrypt(keys.p256dh, keys.auth, 'hello', 'aes128gcm').cipherText;
    const one = await encryptPush(keys.p256dh, keys.auth, 'hello');
    const two = await encryptPush(keys.p256dh, keys.auth, 'hello');
    expect(one.length).toBe(theirs.length);
    expect(Buffer.from(one).equals(two)).toBe(false);
    // Salt and public key are new for each message.
    expect(Buffer.from(one.subarray(0, 16)).equals(two.subarray(0, 16))).toBe(false);
    expect(Buffer.from(one.subarray(21, 86)).equals(two.subarray(21, 86))).toBe(false);
  });

  test('many at once keep to their own keys', async ({ expect }) => {
    const receivers = Array.from({ length: 20 }, () => pushKeys());
    const bodies = await Promise.all(
      receivers.map(({ p256dh, auth }, index) => encryptPush(p256dh, auth, `hello ${index}`)),
    );
    for (const [index, keys] of receivers.entries()) {
      const body = bodies[index];
      expect(body && keys.decrypt(body)).toBe(`hello ${index}`);
    }
  });

  test('only the keys it was encrypted for decrypt it, and a changed byte is noticed', async ({ expect }) => {
    const keys = receiver();
    const body = await encryptPush(keys.p256dh, keys.auth, 'secret');
    expect(() => pushKeys().decrypt(body)).toThrow();
    body[body.length - 1] = (body[body.length - 1] ?? 0) ^ 1;
    expect(() => keys.decrypt(body)).toThrow();
  });

  test.for([
    ['a key that is too short', 'AAAA', RFC_8291.auth],
    ['a point that is not on the curve', Buffer.alloc(65, 4).toString('base64url'), RFC_8291.auth],
    ['a compressed point', `Ag${'A'.repeat(42)}`, RFC_8291.auth],
    ['no secret', RFC_8291.receiverPublic, ''],
    ['a secret that is too long', RFC_8291.receiverPublic, 'AAAAAAAAAAAAAAAAAAAAAAAA'],
  ] as const)('%s throws', async ([, p256dh, auth], { expect }) => {
    await expect(encryptPush(p256dh, auth, 'hello')).rejects.toThrow();
  });
});

describe('the receiver of the tests', () => {
  test('decrypts the example of RFC 8291, appendix A', ({ expect }) => {
    expect(receiver().p256dh).toBe(RFC_8291.receiverPublic);
    expect(receiver().decrypt(bytes(RFC_8291.body))).toBe(RFC_8291.plaintext);
  });

  test.for(RFC_8188)(
    'stands on a library that decrypts the example of RFC 8188, section $section',
    (vector, { expect }) => {
      const { key, keyId, body, plaintext } = vector;
      // The library takes the key itself as well as a key pair; its types here know only the pair.
      const parameters = { version: 'aes128gcm', key, keymap: { [keyId]: bytes(key) } };
      const decrypted = ece.decrypt(bytes(body), parameters as unknown as Parameters<typeof ece.decrypt>[1]);
      expect(decrypted.toString()).toBe(plaintext);
    },
  );
});

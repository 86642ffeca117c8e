import { createECDH, hkdfSync } from 'node:crypto';

/** What a test gives to get the bytes of a worked example; everybody else leaves it out. */
export interface EncryptionSeed {
  /** 16 bytes */
  readonly salt: Uint8Array;
  /** Scalar of the sender's key pair, 32 bytes. */
  readonly privateKey: Uint8Array;
}

/**
 * Encrypts a text for one browser (RFC 8291, one record of RFC 8188): the body of a push request. `p256dh` and `auth` are
 * the subscription's keys, base64url. Every message has a key pair and a salt of its own, as the RFC demands.
 *
 * Directly on the runtime's cryptography, because this is what a push costs: two operations on the curve, and everything
 * else must be small beside them. Rejects when the keys are none.
 */
export async function encryptPush(
  p256dh: string,
  auth: string,
  text: string,
  seed?: EncryptionSeed,
): Promise<Uint8Array<ArrayBuffer>> {
  const receiver = Buffer.from(p256dh, 'base64url');
  const secret = Buffer.from(auth, 'base64url');
  if (receiver.length !== POINT_BYTES || receiver[0] !== 0x04) throw new Error('p256dh is no uncompressed P-256 point');
  if (secret.length !== AUTH_BYTES) throw new Error('auth is not 16 bytes');
  if (seed) PAIR.setPrivateKey(seed.privateKey);
  const sender = seed ? PAIR.getPublicKey() : PAIR.generateKeys();

  const record = Buffer.from(`${text}${LAST_RECORD}`);
  const recordBytes = record.length + TAG_BYTES;
  const body = new Uint8Array(HEADER_BYTES + recordBytes);
  const salt = body.subarray(0, SALT_BYTES);
  if (seed) salt.set(seed.salt);
  else crypto.getRandomValues(salt);
  new DataView(body.buffer).setUint32(SALT_BYTES, Math.max(RECORD_SIZE, recordBytes));
  body[SALT_BYTES + 4] = POINT_BYTES;
  body.set(sender, SALT_BYTES + 5);

  INFO.set(receiver, WEB_PUSH.length);
  INFO.set(sender, WEB_PUSH.length + POINT_BYTES);
  const input = derive(PAIR.computeSecret(receiver), secret, INFO, INPUT_BYTES);
  const content = derive(input, salt, CONTENT_KEY, KEY_BYTES);
  const iv = derive(input, salt, NONCE, NONCE_BYTES);
  const key = await crypto.subtle.importKey('raw', content, 'AES-GCM', false, ['encrypt']);
  body.set(new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, record)), HEADER_BYTES);
  return body;
}

/** Holds the key pair of the message at hand: another one for each, and nothing waits before it was used. */
const PAIR = createECDH('prime256v1');
const POINT_BYTES = 65;
const AUTH_BYTES = 16;
const SALT_BYTES = 16;
const INPUT_BYTES = 32;
const KEY_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Salt, record size, length of the key id, and the sender's public key as the key id. */
const HEADER_BYTES = SALT_BYTES + 4 + 1 + POINT_BYTES;
/** The record size that is declared: any body that a push service takes is one record. */
const RECORD_SIZE = 4_096;
/** The delimiter of the last record (RFC 8188, section 2), as a character. */
const LAST_RECORD = '\u0002';

/** RFC 8291, section 3.4. */
const WEB_PUSH = Buffer.from('WebPush: info\0');
/** What is derived for: those words and both public keys. Filled for each message, like the pair. */
const INFO = Buffer.alloc(WEB_PUSH.length + 2 * POINT_BYTES, WEB_PUSH);
const CONTENT_KEY = Buffer.from('Content-Encoding: aes128gcm\0');
const NONCE = Buffer.from('Content-Encoding: nonce\0');

function derive(from: Uint8Array, salt: Uint8Array, info: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hkdfSync('sha256', from, salt, info, bytes));
}

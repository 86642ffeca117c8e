import { describe, test } from 'vitest';
import { identityFor, vapidHeader } from '../../src/channels/web-push/vapid.ts';
import { checkPushHeaders } from '../support/push-request.ts';
import { aConfig } from './web-push-samples.ts';
import { RFC_8292 } from './web-push-vectors.ts';

const HOUR = 3_600_000;
const ORIGIN = 'https://push.example.net';
const request = (authorization: string) => ({ authorization, ttl: '60', 'content-encoding': 'aes128gcm' });

describe('the VAPID header (RFC 8292)', () => {
  test('is accepted by an independent verifier, names the service and the operator, and lives 12 hours', async ({
    expect,
  }) => {
    const config = aConfig();
    const now = Date.now();
    const checked = await checkPushHeaders(request(vapidHeader(ORIGIN, config, now)), ORIGIN, config.publicKey);
    expect(checked).toMatchObject({
      ok: true,
      vapid: { audience: ORIGIN, subject: config.subject, publicKey: config.publicKey },
    });
    expect(checked.ok && checked.vapid.expiresAt).toBe(Math.floor(now / 1_000) + 12 * 3_600);
  });

  test('is signed once and used again for six hours, then renewed long before its end', ({ expect }) => {
    const config = aConfig();
    const now = Date.now();
    const first = vapidHeader(ORIGIN, config, now);
    expect(vapidHeader(ORIGIN, config, now + 6 * HOUR - 1)).toBe(first);
    const renewed = vapidHeader(ORIGIN, config, now + 6 * HOUR);
    expect(renewed).not.toBe(first);
    expect(vapidHeader(ORIGIN, config, now + 7 * HOUR)).toBe(renewed);
  });

  test('is never taken from the future: a clock set back signs again', ({ expect }) => {
    const config = aConfig();
    const now = Date.now();
    const first = vapidHeader(ORIGIN, config, now);
    expect(vapidHeader(ORIGIN, config, now - HOUR)).not.toBe(first);
  });

  test('belongs to one push service and one identity', ({ expect }) => {
    const [one, other] = [aConfig(), aConfig()];
    const now = Date.now();
    const header = vapidHeader(ORIGIN, one, now);
    expect(vapidHeader('https://push.example.org', one, now)).not.toBe(header);
    expect(vapidHeader(ORIGIN, other, now)).not.toBe(header);
    expect(vapidHeader(ORIGIN, { ...one, subject: 'mailto:other@example.com' }, now)).not.toBe(header);
    expect(vapidHeader(ORIGIN, one, now)).toBe(header);
  });

  test('is kept for 256 services at most, the longest kept is forgotten first', ({ expect }) => {
    const config = aConfig();
    const now = Date.now();
    const of = (index: number) => vapidHeader(`https://push-${index}.example.net`, config, now);
    const signed = Array.from({ length: 257 }, (_, index) => of(index));
    expect(of(256)).toBe(signed[256]);
    expect(of(1)).toBe(signed[1]);
    expect(of(0)).not.toBe(signed[0]);
  });

  test.for([
    ['a subject that is no contact', { subject: 'operator@example.com' }],
    ['a public key that is too short', { publicKey: 'AAAA' }],
    ['a private key that is too short', { privateKey: 'AAAA' }],
    ['no private key', { privateKey: '' }],
  ] as const)('%s throws', ([, wrong], { expect }) => {
    expect(() => vapidHeader(ORIGIN, { ...aConfig(), ...wrong }, Date.now())).toThrow(/vapid|key/i);
  });
});

describe('two identities, while browsers move from one to the other', () => {
  const [current, older] = [aConfig(), aConfig()];
  const previous = { publicKey: older.publicKey, privateKey: older.privateKey };
  const both = { ...current, previous };

  test('a subscription is signed for by the key that it was made with, padded or not', ({ expect }) => {
    expect(identityFor(current.publicKey, both)?.privateKey).toBe(current.privateKey);
    expect(identityFor(older.publicKey, both)).toEqual({ ...previous, subject: current.subject });
    expect(identityFor(`${older.publicKey}=`, both)?.privateKey).toBe(older.privateKey);
  });

  test('one whose key is not known is of the older identity, or of the only one', ({ expect }) => {
    expect(identityFor(undefined, both)?.privateKey).toBe(older.privateKey);
    expect(identityFor(undefined, current)?.privateKey).toBe(current.privateKey);
  });

  test('one of a key that is here no more has none', ({ expect }) => {
    expect(identityFor(older.publicKey, current)).toBeUndefined();
    expect(identityFor(aConfig().publicKey, both)).toBeUndefined();
    expect(identityFor('', both)).toBeUndefined();
  });
});

describe('the verifier of the tests', () => {
  const header = `vapid t=${RFC_8292.token}, k=${RFC_8292.publicKey}`;
  const before = (RFC_8292.expiresAt - 3_600) * 1_000;

  test('accepts the example of RFC 8292, section 2.4, at its time', async ({ expect }) => {
    const checked = await checkPushHeaders(request(header), RFC_8292.audience, RFC_8292.publicKey, before);
    const { audience, subject, expiresAt, publicKey } = RFC_8292;
    expect(checked).toMatchObject({ ok: true, vapid: { audience, subject, expiresAt, publicKey } });
  });

  test.for([
    ['after its end', header, RFC_8292.audience, (RFC_8292.expiresAt + 1) * 1_000, 401],
    ['more than 24 hours before its end', header, RFC_8292.audience, (RFC_8292.expiresAt - 86_401) * 1_000, 401],
    ['at another service', header, 'https://push.example.org', before, 401],
    ['with a changed token', header.replace('i3CYb7', 'i3CYb8'), RFC_8292.audience, before, 401],
    ['with no token', 'vapid k=AAAA', RFC_8292.audience, before, 401],
  ] as const)('refuses it %s', async ([, authorization, audience, now, status], { expect }) => {
    const checked = await checkPushHeaders(request(authorization), audience, undefined, now);
    expect(checked).toMatchObject({ ok: false, status });
  });

  test('refuses a key that is not the one subscribed with', async ({ expect }) => {
    const checked = await checkPushHeaders(request(header), RFC_8292.audience, aConfig().publicKey, before);
    expect(checked).toMatchObject({ ok: false, status: 403 });
  });
});

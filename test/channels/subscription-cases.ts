import { expect, test } from 'vitest';
import { checkSubscription } from '../../src/channels/web-push/subscription.ts';
import { RFC_8291 } from './web-push-vectors.ts';

const ENDPOINT = 'https://updates.push.services.mozilla.com/wpush/v2/gAAAA';
const KEYS = { p256dh: RFC_8291.receiverPublic, auth: RFC_8291.auth };

/** The same cases in Node and in workerd: the curve check is the runtime's own. */
export function subscriptionCases(): void {
  test('a real subscription becomes a device with its push service as host', async () => {
    const checked = await checkSubscription({ endpoint: ENDPOINT, expirationTime: null, keys: KEYS }, '');
    expect(checked).toEqual({
      ok: true,
      device: {
        id: expect.stringMatching(/^[0-9a-f]{24}$/),
        address: { endpoint: ENDPOINT, ...KEYS },
        host: 'updates.push.services.mozilla.com',
      },
    });
  });

  test('the same browser is the same device, another endpoint another one', async () => {
    const idOf = async (endpoint: string, auth: string = KEYS.auth) => {
      const checked = await checkSubscription({ endpoint, keys: { ...KEYS, auth } }, '');
      return checked.ok ? checked.device.id : undefined;
    };
    const id = await idOf(ENDPOINT);
    expect(id).toBeDefined();
    expect(await idOf(ENDPOINT.replace('updates', 'UPDATES'), 'AAAAAAAAAAAAAAAAAAAAAA')).toBe(id);
    expect(await idOf(`${ENDPOINT}B`)).not.toBe(id);
  });

  test('padding of the keys is tolerated and not kept', async () => {
    const keys = { p256dh: `${KEYS.p256dh}=`, auth: `${KEYS.auth}==` };
    const checked = await checkSubscription({ endpoint: ENDPOINT, keys }, '');
    expect(checked).toMatchObject({ ok: true, device: { address: KEYS } });
  });

  const point = Buffer.from(KEYS.p256dh, 'base64url');
  const changed = (change: (bytes: Buffer) => Buffer) => change(Buffer.from(point)).toString('base64url');
  const wrongKeys = {
    'a point off the curve': changed((bytes) => {
      bytes[64] = (bytes[64] ?? 0) ^ 1;
      return bytes;
    }),
    'coordinates beyond the field': changed((bytes) => bytes.fill(0xff, 1)),
    'the origin': changed((bytes) => bytes.fill(0, 1)),
    'a hybrid form': changed((bytes) => bytes.fill(0x06, 0, 1)),
    'a compressed point': changed((bytes) => Buffer.concat([Buffer.from([2]), bytes.subarray(1, 33)])),
    'the point at infinity': 'AA',
    'a byte too few': changed((bytes) => bytes.subarray(0, 64)),
    'a byte too many': changed((bytes) => Buffer.concat([bytes, Buffer.from([0])])),
    'no base64url': `${KEYS.p256dh.slice(0, -1)}+`,
  };
  test.for(Object.entries(wrongKeys))('p256dh: %s is refused', async ([, p256dh]) => {
    const checked = await checkSubscription({ endpoint: ENDPOINT, keys: { ...KEYS, p256dh } }, '');
    expect(checked).toEqual({
      ok: false,
      errors: [{ path: 'keys.p256dh', message: expect.stringContaining('65 bytes') }],
    });
  });

  test.for(['AAAA', 'AAAAAAAAAAAAAAAAAAAA', 'AAAAAAAAAAAAAAAAAAAAAAAA', 'not base64url!!!!!!!!!!'])(
    'auth: %s is refused, it is not 16 bytes',
    async (auth) => {
      const checked = await checkSubscription({ endpoint: ENDPOINT, keys: { ...KEYS, auth } }, '');
      expect(checked).toEqual({
        ok: false,
        errors: [{ path: 'keys.auth', message: expect.stringContaining('16 bytes') }],
      });
    },
  );

  test('every fault is told at once, and none repeats a secret', async () => {
    const subscription = { endpoint: 'https://10.0.0.1/s3cret', keys: { p256dh: 's3cret', auth: 's3cret' } };
    const checked = await checkSubscription(subscription, '');
    expect(checked.ok ? [] : checked.errors.map((error) => error.path)).toEqual([
      'endpoint',
      'keys.p256dh',
      'keys.auth',
    ]);
    expect(JSON.stringify(checked)).not.toContain('s3cret');
  });
}

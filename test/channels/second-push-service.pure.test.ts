import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import { type SecondPushService, startSecondPushService } from './second-push-service.ts';
import { aConfig, aDelivery, addressOf, aMessage } from './web-push-samples.ts';

let service: SecondPushService;
const identity = aConfig();
const older = aConfig();

beforeAll(async () => {
  service = await startSecondPushService();
});
afterAll(() => service.close());

describe('a push service that was written by somebody else', () => {
  test('verifies the signature, decrypts the message and keeps its text', async ({ expect }) => {
    const subscription = await service.subscribe(identity.publicKey);
    const message = aMessage({ title: 'Grüße 👋', badge: 3, actions: [{ id: 'a', title: 'A', url: '/a' }] });
    const config = { ...identity, allow: service.allow, reports: { tenant: 'acme', secret: 'secret' } };
    expect(await sendWebPush(aDelivery(addressOf(subscription), { message }), config, Date.now())).toEqual({
      kind: 'sent',
    });
    const [text] = await service.messagesOf(subscription.clientHash);
    expect(JSON.parse(text ?? '')).toEqual({ ...message, report: expect.stringMatching(/^[\w-]+\.[\w-]+$/) });
  });

  test('takes what is signed by the older key from browsers that subscribed with it', async ({ expect }) => {
    const { publicKey, privateKey } = older;
    const rotated = { ...identity, allow: service.allow, previous: { publicKey, privateKey } };
    for (const key of [identity.publicKey, publicKey]) {
      const subscription = await service.subscribe(key);
      const address = { ...addressOf(subscription), applicationServerKey: key };
      expect(await sendWebPush(aDelivery(address), rotated, Date.now())).toEqual({ kind: 'sent' });
      expect(await service.messagesOf(subscription.clientHash)).toHaveLength(1);
    }
  });

  test('refuses the wrong key, and nothing is sent with a key that is here no more', async ({ expect }) => {
    const subscription = await service.subscribe(older.publicKey);
    const config = { ...identity, allow: service.allow };
    const unknown = aDelivery(addressOf(subscription));
    expect(await sendWebPush(unknown, config, Date.now())).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^http-400/),
    });
    const told = aDelivery({ ...addressOf(subscription), applicationServerKey: older.publicKey });
    expect(await sendWebPush(told, config, Date.now())).toEqual({
      kind: 'refused',
      reason: 'VAPID identity: it subscribed with a key that is not here any more',
    });
    expect(await service.messagesOf(subscription.clientHash)).toEqual([]);
  });

  test('says when a subscription has ended', async ({ expect }) => {
    const subscription = await service.subscribe(identity.publicKey);
    await service.expire(subscription.clientHash);
    const config = { ...identity, allow: service.allow };
    expect(await sendWebPush(aDelivery(addressOf(subscription)), config, Date.now())).toEqual({ kind: 'gone' });
  });
});

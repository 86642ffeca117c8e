import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import { checkSubscription } from '../../src/channels/web-push/subscription.ts';
import { type InsideServer, insideServer } from '../support/inside-server.ts';
import { pushKeys } from '../support/push-keys.ts';
import { TRICKS, trickOf } from './ssrf-tricks.ts';
import { aConfig, aDelivery } from './web-push-samples.ts';

const { p256dh, auth } = pushKeys();
let inside: InsideServer;

beforeAll(async () => {
  inside = await insideServer();
});
afterAll(() => inside.close());

describe('an endpoint that is none of a push service', () => {
  test.for(TRICKS)('%s: %j is neither stored nor sent to', async ([, template], { expect }) => {
    const endpoint = trickOf(template, inside.port, 'fcm.googleapis.com');
    const checked = await checkSubscription({ endpoint, keys: { p256dh, auth } }, '');
    expect(checked).toMatchObject({ ok: false, errors: [{ path: 'endpoint' }] });
    const outcome = await sendWebPush(aDelivery({ endpoint, p256dh, auth }), aConfig('', { timeout: 500 }), Date.now());
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^endpoint must/) });
    expect(inside.connections()).toBe(0);
  });

  test('the listener of this test is there: a service that is allowed is connected to', async ({ expect }) => {
    const allow = `127.0.0.1:${inside.port}`;
    const delivery = aDelivery({ endpoint: `http://${allow}/`, p256dh, auth });
    expect(await sendWebPush(delivery, aConfig(allow, { timeout: 500 }), Date.now())).toMatchObject({ kind: 'later' });
    expect(inside.connections()).toBeGreaterThan(0);
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import { checkSubscription } from '../../src/channels/web-push/subscription.ts';
import { pushKeys } from '../support/push-keys.ts';
import { TRICKS, trickOf } from './ssrf-tricks.ts';
import { aConfig, aDelivery } from './web-push-samples.ts';

const { p256dh, auth } = pushKeys();
let inside: Server;
let port = 0;
let connections = 0;

beforeAll(async () => {
  // Something on this machine that no push service is; it listens wherever a name of this machine may lead.
  inside = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0);
  await once(inside, 'listening');
  const address = inside.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(async () => {
  inside.close();
  await once(inside, 'close');
});

describe('an endpoint that is none of a push service', () => {
  test.for(TRICKS)('%s: %j is neither stored nor sent to', async ([, template], { expect }) => {
    const endpoint = trickOf(template, port, 'fcm.googleapis.com');
    const checked = await checkSubscription({ endpoint, keys: { p256dh, auth } }, '');
    expect(checked).toMatchObject({ ok: false, errors: [{ path: 'endpoint' }] });
    const outcome = await sendWebPush(aDelivery({ endpoint, p256dh, auth }), aConfig('', { timeout: 500 }), Date.now());
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^endpoint must/) });
    expect(connections).toBe(0);
  });

  test('the listener of this test is there: a service that is allowed is connected to', async ({ expect }) => {
    const allow = `127.0.0.1:${port}`;
    const delivery = aDelivery({ endpoint: `http://${allow}/`, p256dh, auth });
    expect(await sendWebPush(delivery, aConfig(allow, { timeout: 500 }), Date.now())).toMatchObject({ kind: 'later' });
    expect(connections).toBeGreaterThan(0);
  });
});

import { describe, test } from 'vitest';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import { pushKeys } from '../support/push-keys.ts';
import { checkPushHeaders } from '../support/push-request.ts';
import { aConfig, aDelivery, aMessage } from './web-push-samples.ts';

const ORIGIN = 'https://fcm.googleapis.com';
const keys = pushKeys();
const address = { endpoint: `${ORIGIN}/fcm/send/a`, p256dh: keys.p256dh, auth: keys.auth };

describe('sendWebPush in workerd', () => {
  test('encrypts for the browser and signs for the push service with the cryptography of workerd', async ({
    expect,
  }) => {
    const config = aConfig();
    const message = aMessage({ title: 'Grüße 👋', body: 'x'.repeat(5_000) });
    const requests: Request[] = [];
    const outcome = await sendWebPush(aDelivery(address, { message }), config, Date.now(), async (url, init) => {
      requests.push(new Request(url, init));
      return new Response(null, { status: 201 });
    });
    expect(outcome).toEqual({ kind: 'sent' });

    const [request] = requests;
    if (request === undefined) throw new Error('Nothing was posted');
    expect([request.method, request.url, request.redirect]).toEqual(['POST', address.endpoint, 'manual']);
    const body = new Uint8Array(await request.arrayBuffer());
    expect(body.length).toBeLessThanOrEqual(4_096);
    expect(JSON.parse(keys.decrypt(body))).toEqual({ ...message, body: expect.stringMatching(/^x{3000,}…$/) });
    const headers = Object.fromEntries(request.headers);
    expect(await checkPushHeaders(headers, ORIGIN, config.publicKey)).toMatchObject({ ok: true, urgency: 'normal' });
  });

  test('gives up a push service that never answers, when the time is up', async ({ expect }) => {
    const outcome = await sendWebPush(
      aDelivery(address),
      aConfig('', { timeout: 50 }),
      Date.now(),
      (_, init) =>
        new Promise((_resolve, reject) => {
          init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
    );
    expect(outcome).toMatchObject({ kind: 'later', reason: 'time-out' });
  });

  test('reads the start of a refusal that never ends, and cancels the rest', async ({ expect }) => {
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('no '.repeat(100))),
      cancel: () => {
        cancelled = true;
      },
    });
    const outcome = await sendWebPush(aDelivery(address), aConfig(), Date.now(), async () => {
      return new Response(endless, { status: 400 });
    });
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(/^http-400 .*: (no )+no?$/) });
    expect(outcome.kind === 'refused' && outcome.reason.length).toBeLessThan(300);
    expect(cancelled).toBe(true);
  });
});

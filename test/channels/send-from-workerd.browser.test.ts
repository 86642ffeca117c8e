import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import type { WebPushConfig } from '../../src/channels/web-push/send.ts';
import type { DeliveryOutcome } from '../../src/contract/delivery.ts';
import type { PushAnswer } from '../support/push-answer.ts';
import { type PushService, type ServedSubscription, startPushService } from '../support/push-service.ts';
import type { SendOrder } from '../support/send-worker.ts';
import { type RunningWorker, startWorker } from '../support/workerd.ts';
import { aConfig, aDelivery, addressOf, aMessage } from './web-push-samples.ts';

const identity = aConfig();
let worker: RunningWorker;
let service: PushService;
let elsewhere: PushService;
let browser: ServedSubscription;

beforeAll(async () => {
  [service, elsewhere] = await Promise.all([startPushService(), startPushService()]);
  worker = await startWorker('send-worker.toml');
});
afterAll(async () => {
  await worker.close();
  await Promise.all([service.close(), elsewhere.close()]);
});
beforeEach(() => {
  browser = service.createSubscription({ applicationServerKey: identity.publicKey });
});

describe('workerd over the real network', () => {
  test('a message arrives decrypted, with its encoding, time to live and signature untouched', async ({ expect }) => {
    const message = aMessage({ title: 'Grüße 👋', body: 'x'.repeat(5_000) });
    expect(await send({ message })).toEqual({ kind: 'sent' });
    const push = service.received.find((one) => one.subscription === browser.id);
    expect(JSON.parse(push?.payload ?? '')).toEqual({ ...message, body: expect.stringMatching(/^x{3000,}…$/) });
    expect(push).toMatchObject({ ttl: 2_419_200, vapid: { audience: service.origin, publicKey: identity.publicKey } });
  });

  test('a redirect is refused and its target never contacted', async ({ expect }) => {
    const target = elsewhere.createSubscription();
    for (const status of [301, 302, 303, 307, 308]) {
      browser.answerWith({ status, headers: { Location: target.subscription.endpoint } });
      expect(await send()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('redirect') });
    }
    expect(elsewhere.requests).toEqual([]);
  });

  test.for([
    [{ status: 410 }, { kind: 'gone' }],
    [
      { status: 429, headers: { 'Retry-After': '60' } },
      { kind: 'later', reason: 'http-429' },
    ],
    [{ status: 400, body: '{"reason":"BadJwtToken"}' }, { kind: 'refused' }],
    [
      { status: 201, fault: 'reset' },
      { kind: 'later', reason: 'network-error' },
    ],
    [
      { status: 201, fault: 'silence' },
      { kind: 'later', reason: 'time-out' },
    ],
    [{ status: 201, fault: 'drip' }, { kind: 'sent' }],
    [{ status: 403, fault: 'drip' }, { kind: 'refused' }],
    [{ status: 201, fault: 'flood' }, { kind: 'sent' }],
    [{ status: 400, fault: 'flood' }, { kind: 'refused' }],
  ] satisfies [PushAnswer, object][])('%j: %j', async ([answer, outcome], { expect }) => {
    browser.answerWith(answer);
    const started = performance.now();
    expect(await send({ config: { timeout: 500 } })).toMatchObject(outcome);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('a service that is not there: later', async ({ expect }) => {
    const gone = await startPushService();
    browser = gone.createSubscription();
    await gone.close();
    expect(await send({ config: { allow: gone.allow } })).toMatchObject({ kind: 'later', reason: 'network-error' });
  });
});

async function send(
  parts: { readonly message?: ReturnType<typeof aMessage>; readonly config?: Partial<WebPushConfig> } = {},
): Promise<DeliveryOutcome> {
  const { message = aMessage(), config = {} } = parts;
  const order: SendOrder = {
    delivery: aDelivery(addressOf(browser.subscription), { message }),
    config: { ...identity, allow: service.allow, ...config },
    now: Date.now(),
  };
  return (await worker.post(order)) as DeliveryOutcome;
}

import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { sendWebPush, type WebPushConfig } from '../../src/channels/web-push/send.ts';
import type { WebPushDelivery } from '../../src/contract/delivery.ts';
import type { PushAnswer } from '../support/push-answer.ts';
import { pushKeys } from '../support/push-keys.ts';
import { type PushService, type ServedSubscription, startPushService } from '../support/push-service.ts';
import { aConfig, aDelivery, addressOf, aMessage } from './web-push-samples.ts';

const NOW = Date.now();
const identity = aConfig();
let service: PushService;
let elsewhere: PushService;
let config: WebPushConfig;
let browser: ServedSubscription;

beforeAll(async () => {
  [service, elsewhere] = await Promise.all([startPushService(), startPushService()]);
  config = { ...identity, allow: service.allow };
});
afterAll(async () => {
  await Promise.all([service.close(), elsewhere.close()]);
});
beforeEach(() => {
  browser = service.createSubscription({ applicationServerKey: identity.publicKey });
});

const send = (parts: Partial<WebPushDelivery> = {}, more: Partial<WebPushConfig> = {}) =>
  sendWebPush(aDelivery(addressOf(browser.subscription), parts), { ...config, ...more }, NOW);
const arrived = () => service.received.filter((push) => push.subscription === browser.id);

describe('a message that is sent', () => {
  test('arrives decrypted as it was, with its time to live, urgency and topic, signed for this service', async ({
    expect,
  }) => {
    const message = aMessage({ title: 'Grüße 👋', body: 'a "quoted"\nline', icon: '/i.png', image: '/p.jpg' });
    expect(await send({ message, urgent: true, expiresAt: NOW + 60_000 })).toEqual({ kind: 'sent' });
    const [push] = arrived();
    expect(JSON.parse(push?.payload ?? '')).toEqual(message);
    expect(push).toMatchObject({
      ttl: 60,
      urgency: 'high',
      topic: expect.stringMatching(/^[\w-]{32}$/),
      vapid: { audience: service.origin, subject: identity.subject, publicKey: identity.publicKey },
    });
  });

  test('as large as a push service takes it arrives, and a larger one arrives shortened', async ({ expect }) => {
    expect(await send({ message: aMessage({ body: 'ä'.repeat(10_000), image: '/p.jpg' }) })).toEqual({ kind: 'sent' });
    const [push] = arrived();
    expect(JSON.parse(push?.payload ?? '').body).toMatch(/^ä{1500,}…$/);
  });

  test('is encrypted anew each time, but signed once', async ({ expect }) => {
    await send();
    await send();
    const [one, two] = arrived();
    expect(one?.payload).toBe(two?.payload);
    expect(one?.vapid.token).toBe(two?.vapid.token);
    expect(one?.topic).toBe(two?.topic);
  });

  test('is never written to the log', async ({ expect }) => {
    const { lines, restore } = captureConsole();
    await send();
    browser.answerWith({ status: 503 });
    await send();
    browser.answerWith({ status: 403, body: 'no' });
    await send();
    restore();
    expect(lines).toEqual([]);
  });
});

describe('what a push service answers', () => {
  test.for([
    [{ status: 200 }, { kind: 'sent' }],
    [{ status: 201, headers: { Location: 'https://push.example.net/m/1' } }, { kind: 'sent' }],
    [{ status: 202 }, { kind: 'sent' }],
    [{ status: 404 }, { kind: 'gone' }],
    [{ status: 410, body: '{"reason":"Unregistered"}' }, { kind: 'gone' }],
    [{ status: 429 }, { kind: 'later', reason: 'http-429' }],
    [
      { status: 500, body: 'oops' },
      { kind: 'later', reason: 'http-500' },
    ],
    [{ status: 503 }, { kind: 'later', reason: 'http-503' }],
    [
      { status: 400, body: '{"reason":"BadJwtToken"}' },
      { kind: 'refused', reason: 'BadJwtToken' },
    ],
    [{ status: 401 }, { kind: 'refused', reason: 'http-401' }],
    [
      { status: 403, body: 'key mismatch' },
      { kind: 'refused', reason: 'key mismatch' },
    ],
    [{ status: 413 }, { kind: 'refused', reason: 'too large' }],
  ] satisfies [PushAnswer, { kind: string; reason?: string }][])('%j: %j', async ([answer, outcome], { expect }) => {
    browser.answerWith(answer);
    const reason = 'reason' in outcome ? { reason: expect.stringContaining(outcome.reason) } : {};
    expect(await send()).toMatchObject({ ...outcome, ...reason });
  });

  test('Retry-After is honoured, in seconds and as a date', async ({ expect }) => {
    for (const header of ['30', new Date(NOW + 30_000).toUTCString()]) {
      browser.answerWith({ status: 429, headers: { 'Retry-After': header } });
      const outcome = await send();
      const wait = outcome.kind === 'later' ? outcome.at - NOW : 0;
      expect(wait).toBeGreaterThan(28_900);
      expect(wait).toBeLessThanOrEqual(33_000);
    }
  });

  test.for([301, 302, 303, 307, 308])(
    'a redirect (%i) is refused and its target never contacted',
    async (status, { expect }) => {
      const target = elsewhere.createSubscription();
      const contacted = elsewhere.requests.length;
      browser.answerWith({ status, headers: { Location: target.subscription.endpoint } });
      expect(await send()).toMatchObject({ kind: 'refused', reason: expect.stringContaining('redirect') });
      expect(elsewhere.requests.length).toBe(contacted);
    },
  );

  test('the endpoint and tokens that a refusal repeats are not in its reason', async ({ expect }) => {
    const { endpoint } = browser.subscription;
    const body = `bad request to ${endpoint}\r\nvapid t=${'eyJ0'.repeat(20)} \u0007 sorry`;
    browser.answerWith({ status: 400, body });
    const outcome = await send();
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining('bad request to [url]') });
    expect(JSON.stringify(outcome)).not.toContain(browser.id);
    expect(JSON.stringify(outcome)).not.toContain('eyJ0');
    expect(JSON.stringify(outcome)).toContain('sorry');
  });
});

describe('a push service that misbehaves', () => {
  test.for([1, 3])('one that cuts the connection: later, on attempt %i', async (attempt, { expect }) => {
    browser.answerWith({ status: 201, fault: 'reset' });
    const outcome = await send({ attempt });
    expect(outcome).toMatchObject({ kind: 'later', reason: expect.stringMatching(/^network-error/) });
    expect(outcome.kind === 'later' && outcome.at).toBeGreaterThan(NOW);
  });

  test('one that never answers: later, when the time is up', async ({ expect }) => {
    browser.answerWith({ status: 201, fault: 'silence' });
    const started = performance.now();
    expect(await send({}, { timeout: 200 })).toMatchObject({ kind: 'later', reason: 'time-out' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test('one that answers too late: later', async ({ expect }) => {
    browser.answerWith({ status: 201, delay: 5_000 });
    expect(await send({}, { timeout: 200 })).toMatchObject({ kind: 'later', reason: 'time-out' });
  });

  test('one that drips its body for ever: its status counts, and nobody waits for the rest', async ({ expect }) => {
    const started = performance.now();
    browser.answerWith({ status: 201, fault: 'drip' });
    expect(await send()).toEqual({ kind: 'sent' });
    browser.answerWith({ status: 410, fault: 'drip' });
    expect(await send()).toEqual({ kind: 'gone' });
    expect(performance.now() - started).toBeLessThan(900);
    browser.answerWith({ status: 403, fault: 'drip' });
    expect(await send()).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/: x+$/) });
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  test('one that floods its answer: little is read, and the reason stays short', async ({ expect }) => {
    browser.answerWith({ status: 201, fault: 'flood' });
    expect(await send()).toEqual({ kind: 'sent' });
    browser.answerWith({ status: 400, fault: 'flood' });
    const outcome = await send();
    expect(outcome.kind === 'refused' && outcome.reason.length).toBeLessThan(300);
  });

  test('one that is not there: later, and the reason does not name it', async ({ expect }) => {
    const gone = await startPushService();
    const address = addressOf(gone.createSubscription().subscription);
    await gone.close();
    const outcome = await sendWebPush(aDelivery(address), { ...identity, allow: gone.allow }, NOW);
    expect(outcome).toMatchObject({ kind: 'later', reason: 'network-error ECONNREFUSED' });
  });
});

describe('a delivery that cannot work is refused before anything is sent', () => {
  test.for([
    'http://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/push',
    'https://fcm.googleapis.com.example.com/fcm/send/a',
    'http://fcm.googleapis.com/fcm/send/a',
  ])('to %s', async (endpoint, { expect }) => {
    const { fetcher, calls } = recordingFetch();
    const address = { ...addressOf(browser.subscription), endpoint };
    const outcome = await sendWebPush(aDelivery(address), config, NOW, fetcher);
    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(/^endpoint must/) });
    expect(calls).toEqual([]);
  });

  test('to a loopback service that is allowed no longer', async ({ expect }) => {
    const before = service.requests.length;
    expect(await send({}, { allow: '' })).toMatchObject({ kind: 'refused' });
    expect(service.requests.length).toBe(before);
  });

  test('with keys that are none', async ({ expect }) => {
    const { fetcher, calls } = recordingFetch();
    const sound = addressOf(browser.subscription);
    for (const address of [
      { ...sound, p256dh: 'AAAA' },
      { ...sound, p256dh: Buffer.alloc(65, 4).toString('base64url') },
      { ...sound, auth: '' },
    ]) {
      const outcome = await sendWebPush(aDelivery(address), config, NOW, fetcher);
      expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(/^subscription keys/) });
    }
    expect(calls).toEqual([]);
  });

  test('with an identity that is none, and the private key stays unsaid', async ({ expect }) => {
    const { fetcher, calls } = recordingFetch();
    for (const wrong of [{ subject: 'operator' }, { publicKey: 'AAAA' }, { privateKey: 's3cret' }]) {
      const delivery = aDelivery(addressOf(browser.subscription));
      const outcome = await sendWebPush(delivery, { ...aConfig(service.allow), ...wrong }, NOW, fetcher);
      expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(/^VAPID identity/) });
      expect(JSON.stringify(outcome)).not.toContain('s3cret');
    }
    expect(calls).toEqual([]);
  });
});

describe('the request', () => {
  test('is one POST that follows no redirect and has a deadline', async ({ expect }) => {
    const { fetcher, calls } = recordingFetch();
    const keys = pushKeys();
    const address = { endpoint: 'https://fcm.googleapis.com/fcm/send/a', p256dh: keys.p256dh, auth: keys.auth };
    expect(await sendWebPush(aDelivery(address), aConfig(), NOW, fetcher)).toEqual({ kind: 'sent' });
    expect(calls).toEqual([
      {
        url: address.endpoint,
        init: expect.objectContaining({ method: 'POST', redirect: 'manual', signal: expect.any(AbortSignal) }),
      },
    ]);
  });

  test('whatever is thrown, the outcome is a value and does not repeat it', async ({ expect }) => {
    for (const thrown of [new Error('to https://push.example.net/s3cret'), 's3cret', undefined, { name: 's3cret' }]) {
      const outcome = await sendWebPush(aDelivery(addressOf(browser.subscription)), config, NOW, () =>
        Promise.reject(thrown),
      );
      expect(outcome).toEqual({ kind: 'later', at: expect.any(Number), reason: 'network-error' });
    }
  });
});

function recordingFetch() {
  const calls: { url: string; init: RequestInit }[] = [];
  const fetcher = (url: string, init: RequestInit) => {
    calls.push({ url, init });
    return Promise.resolve(new Response(null, { status: 201 }));
  };
  return { fetcher, calls };
}

function captureConsole() {
  const lines: unknown[] = [];
  const names = ['log', 'info', 'warn', 'error', 'debug'] as const;
  const kept = names.map((name) => console[name]);
  for (const name of names) console[name] = (...said: unknown[]) => lines.push(said);
  return {
    lines,
    restore: () => {
      for (const [index, name] of names.entries()) console[name] = kept[index] ?? console[name];
    },
  };
}

import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import type { DeliveryOutcome } from '../../src/contract/delivery.ts';
import type { FcmProvider } from '../../src/contract/provider.ts';
import { type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { type RunningWorker, startWorker } from '../support/workerd.ts';
import type { AddressedOrder } from './addressed-worker.ts';
import { anAccount, anAppDelivery, around, type Google, refusal, startGoogle, TAKEN } from './fcm-samples.ts';
import { aSlackDelivery } from './slack-samples.ts';

const NOW = Date.now();
let worker: RunningWorker;
let google: Google;
let slack: ChaosServer;

beforeAll(async () => {
  [google, slack] = await Promise.all([startGoogle(), chaosServer()]);
  worker = await startWorker('../channels/addressed-worker.toml');
});
afterAll(async () => {
  await worker.close();
  await Promise.all([google.close(), slack.close()]);
});
beforeEach(() => {
  for (const server of [google.fcm, google.tokens, slack]) server.clear();
  google.tokens.answerWith(google.grants());
  google.fcm.answerWith(TAKEN);
});

const post = async (order: AddressedOrder) => (await worker.post(order)) as DeliveryOutcome;
const newAccount = () => anAccount(google.fcm.url, `${google.tokens.url}/token`);
const toApp = (provider: FcmProvider, now = NOW) =>
  post({ delivery: anAppDelivery(), provider, around: around(google.allow, { now, timeout: 2_000 }) });
const toSlack = () =>
  post({ delivery: aSlackDelivery(`${slack.url}/services/x`), around: around(slack.allow, { timeout: 500 }) });

describe('messages to apps from workerd over the real network', () => {
  test('happy: an assertion is signed and exchanged, and the message posted with its token', async ({ expect }) => {
    const { provider, publicKey } = newAccount();
    expect(await toApp(provider)).toMatchObject({ kind: 'sent', reference: expect.any(String) });
    const form = new URLSearchParams(google.tokens.requests[0]?.body);
    const { payload } = await jwtVerify(form.get('assertion') ?? '', publicKey, { audience: provider.tokenUrl });
    expect(payload.iss).toBe(provider.clientEmail);
    expect(google.fcm.requests[0]?.headers.authorization).toMatch(/^Bearer token-/);
  });

  test('happy: of many requests at once one asks for the token, and the others wait for it', async ({ expect }) => {
    const { provider } = newAccount();
    google.tokens.answerWith((request) => ({ ...google.grants()(), delay: request.body === '' ? 0 : 200 }));
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => toApp(provider)));
    expect(outcomes).toEqual(outcomes.map(() => expect.objectContaining({ kind: 'sent' })));
    expect([google.tokens.requests.length, google.fcm.requests.length]).toEqual([1, 20]);
  });

  test('edge: a token that is refused for its age is replaced', async ({ expect }) => {
    const { provider } = newAccount();
    await toApp(provider);
    google.fcm.answerWith(refusal(401, 'UNAUTHENTICATED'), TAKEN);
    expect(await toApp(provider, NOW + 600_000)).toMatchObject({ kind: 'sent' });
    expect(google.tokens.requests).toHaveLength(2);
  });

  test('edge: a redirect is refused, a silence waits, a dead token is gone', async ({ expect }) => {
    const { provider } = newAccount();
    google.fcm.answerWith(
      { status: 307, headers: { Location: `${slack.url}/elsewhere` } },
      { fault: 'silence' },
      refusal(404, 'UNREGISTERED'),
    );
    expect(await toApp(provider)).toMatchObject({ kind: 'refused', fault: 'provider' });
    expect(await toApp(provider)).toMatchObject({ kind: 'later', reason: 'time-out', unsure: true });
    expect(await toApp(provider)).toMatchObject({ kind: 'gone' });
    expect(slack.requests).toEqual([]);
  });
});

describe('posts to incoming webhooks from workerd over the real network', () => {
  test('happy: what is said arrives as it was written', async ({ expect }) => {
    expect(await toSlack()).toEqual({ kind: 'sent' });
    expect(JSON.parse(slack.requests[0]?.body ?? '')).toMatchObject({ text: expect.stringContaining('relay 70') });
  });

  test.for([
    [{ status: 404, body: 'no_service' }, { kind: 'gone' }],
    [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, { kind: 'refused' }],
    [{ fault: 'accepted-then-reset' }, { kind: 'later' }],
    [{ fault: 'silence' }, { kind: 'later', reason: 'time-out' }],
    [
      { fault: 'flood', status: 500 },
      { kind: 'later', reason: 'http-500' },
    ],
  ] as const)('edge: %j', async ([behaviour, outcome], { expect }) => {
    slack.answerWith(behaviour);
    expect(await toSlack()).toMatchObject(outcome);
  });
});

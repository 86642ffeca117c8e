import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { accessToken } from '../../src/channels/mobile-push/access-token.ts';
import { sendFcm } from '../../src/channels/mobile-push/send-fcm.ts';
import type { FcmProvider } from '../../src/contract/provider.ts';
import { anAccount, anAppDelivery, around, type Google, refusal, startGoogle, TAKEN } from './fcm-samples.ts';

const NOW = Date.now();
const HOUR = 3_600_000;
let google: Google;

beforeAll(async () => {
  google = await startGoogle();
});
afterAll(() => google.close());
beforeEach(() => {
  google.fcm.clear();
  google.tokens.clear();
  google.fcm.answerWith(TAKEN);
  google.tokens.answerWith(google.grants());
});

const newAccount = () => anAccount(google.fcm.url, `${google.tokens.url}/token`);
const send = (provider: FcmProvider, now = NOW, more = {}) =>
  sendFcm(anAppDelivery(), provider, around(google.allow, { now, ...more }));
const usedTokens = () => google.fcm.requests.map(({ headers }) => headers.authorization);

describe('the token of a service account', () => {
  test('happy: asked for by an assertion that the account has signed (RFC 7523)', async ({ expect }) => {
    const { provider, publicKey } = newAccount();
    expect(await send(provider)).toMatchObject({ kind: 'sent' });
    const [request] = google.tokens.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/token' });
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const form = new URLSearchParams(request?.body);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(form.get('assertion') ?? '', publicKey, {
      issuer: provider.clientEmail,
      audience: provider.tokenUrl,
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(payload.scope).toBe('https://www.googleapis.com/auth/firebase.messaging');
    expect(Number(payload.exp) - Number(payload.iat)).toBeLessThanOrEqual(3_600);
  });

  test('happy: used until five minutes before its end, and another key is another account', async ({ expect }) => {
    const { provider } = newAccount();
    for (const now of [NOW, NOW + HOUR / 2, NOW + HOUR - 300_001]) await send(provider, now);
    expect(google.tokens.requests).toHaveLength(1);
    await send(provider, NOW + HOUR - 300_000);
    expect(google.tokens.requests).toHaveLength(2);
    expect(new Set(usedTokens()).size).toBe(2);
    await send({ ...provider, privateKey: `${provider.privateKey}\n` });
    expect(google.tokens.requests).toHaveLength(3);
  });

  test('happy: of many who want it at once, one asks', async ({ expect }) => {
    const { provider } = newAccount();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => send(provider)));
    expect(outcomes.every(({ kind }) => kind === 'sent')).toBe(true);
    expect([google.tokens.requests.length, google.fcm.requests.length]).toEqual([1, 50]);
  });

  test('edge: a token that ends at once is used once', async ({ expect }) => {
    google.tokens.answerWith(google.grants(300));
    const { provider } = newAccount();
    await send(provider);
    await send(provider);
    expect(google.tokens.requests).toHaveLength(2);
  });

  test('edge: a key whose line ends are escaped, as in the file of the account, is one', async ({ expect }) => {
    const { provider } = newAccount();
    const privateKey = ` ${provider.privateKey?.replaceAll('\n', '\\n')}`;
    expect(await send({ ...provider, privateKey })).toMatchObject({ kind: 'sent' });
  });

  test('edge: a 401 of an old token is tried once more with a new one, and of a new one it is the provider’s fault', async ({
    expect,
  }) => {
    const { provider } = newAccount();
    await send(provider);
    google.fcm.clear();
    google.fcm.answerWith(refusal(401, 'UNAUTHENTICATED'), TAKEN);
    expect(await send(provider, NOW + HOUR / 2)).toMatchObject({ kind: 'sent' });
    expect(new Set(usedTokens()).size).toBe(2);
    google.tokens.clear();
    google.fcm.answerWith(refusal(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'));
    const outcome = await send(provider, NOW + HOUR / 2 + 1_000);
    expect(outcome).toEqual({
      ...{ kind: 'refused', fault: 'provider' },
      reason: 'http-401 UNAUTHENTICATED Request had invalid authentication credentials.',
    });
    expect(google.tokens.requests).toEqual([]);
  });

  test('edge: Apple’s refusal of the project’s credentials is none of the token', async ({ expect }) => {
    const { provider } = newAccount();
    await send(provider);
    google.fcm.answerWith(refusal(401, 'THIRD_PARTY_AUTH_ERROR', 'APNs certificate is invalid'));
    expect(await send(provider, NOW + HOUR / 2)).toMatchObject({ kind: 'refused', fault: 'provider' });
    expect(google.tokens.requests).toHaveLength(1);
  });

  test('refusal: an account that Google will not have is the provider’s fault, and is not asked for again at once', async ({
    expect,
  }) => {
    const error = { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' };
    google.tokens.answerWith({ status: 400, body: error });
    const { provider } = newAccount();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => send(provider)));
    const refused = {
      kind: 'refused',
      reason: 'token: http-400 invalid_grant Invalid JWT Signature.',
      fault: 'provider',
    };
    expect(outcomes).toEqual(outcomes.map(() => refused));
    expect(await send(provider, NOW + 500)).toEqual(refused);
    expect([google.tokens.requests.length, google.fcm.requests.length]).toEqual([1, 0]);
    google.tokens.answerWith(google.grants());
    expect(await send(provider, NOW + 10_000)).toMatchObject({ kind: 'sent' });
  });

  test('law: the pauses between failures grow, to two minutes at most', async ({ expect }) => {
    google.tokens.answerWith({ status: 503 });
    const { provider } = newAccount();
    const asked: number[] = [];
    for (let now = NOW; now < NOW + HOUR; now += 5_000) {
      const before = google.tokens.requests.length;
      expect(await accessToken(provider, around(google.allow, { now }))).toMatchObject({ kind: 'none' });
      if (google.tokens.requests.length > before) asked.push(now);
    }
    const pauses = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(140_000);
    expect(asked.length).toBeGreaterThan(HOUR / 140_000);
    expect(asked.length).toBeLessThan(200);
  });

  test.for([
    ['no PEM', 'not a key'],
    ['a key of another kind', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['none', undefined],
  ] as const)('refusal: %s for a key asks nobody', async ([, privateKey], { expect }) => {
    const { privateKey: _kept, ...provider } = newAccount().provider;
    const broken = privateKey === undefined ? provider : { ...provider, privateKey };
    expect(await send(broken)).toEqual({
      ...{ kind: 'refused', fault: 'provider' },
      reason: 'token: private key: it is no RSA key in PEM (PKCS #8)',
    });
    expect([google.tokens.connections() >= 0, google.tokens.requests.length]).toEqual([true, 0]);
  });

  test.for([
    ['an address that is not Google’s', { tokenUrl: 'https://tokens.example.com/token' }],
    ['an address inside', { tokenUrl: 'https://169.254.169.254/token' }],
    ['another base URL', { baseUrl: 'https://fcm.example.com' }],
  ] as const)('security: %s is not asked', async ([, change], { expect }) => {
    const { provider } = newAccount();
    const outcome = await sendFcm(anAppDelivery(), { ...provider, ...change }, around(google.allow));
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider', reason: expect.stringMatching(/url must/) });
    expect(google.fcm.requests).toEqual([]);
  });
});

describe('a token service, well and unwell', () => {
  test.for([
    ['302', { status: 302, headers: { Location: 'http://127.0.0.1:1/' } }, 'refused', 'token: http-302'],
    ['401', { status: 401, body: { error: 'invalid_client' } }, 'refused', 'token: http-401 invalid_client'],
    ['403', { status: 403, body: '<html>' }, 'refused', 'token: http-403'],
    ['404', { status: 404 }, 'refused', 'token: http-404'],
    ['429', { status: 429, headers: { 'Retry-After': '60' } }, 'later', 'token: http-429'],
    ['500', { status: 500 }, 'later', 'token: http-500'],
    ['503', { status: 503 }, 'later', 'token: http-503'],
    ['no token in it', { status: 200, body: {} }, 'later', 'token: http-200 without a token'],
    ['no JSON', { status: 200, body: 'welcome' }, 'later', 'token: http-200 without a token'],
    [
      'a line feed in the token',
      { status: 200, body: { access_token: 'a\r\nX: y' } },
      'later',
      'token: http-200 without a token',
    ],
    ['reset', { fault: 'reset' }, 'later', 'token: network-error'],
    ['accepted, then reset', { fault: 'accepted-then-reset' }, 'later', 'token: network-error'],
    ['silence', { fault: 'silence' }, 'later', 'token: time-out'],
    ['drip', { fault: 'drip', status: 200 }, 'later', 'token: http-200 without a token'],
    ['flood', { fault: 'flood', status: 200 }, 'later', 'token: http-200 without a token'],
  ] as const)('%s', async ([, behaviour, kind, reason], { expect }) => {
    google.tokens.answerWith(behaviour);
    const outcome = await send(newAccount().provider);
    expect(outcome).toMatchObject({ kind, reason: expect.stringContaining(reason) });
    // Nothing was sent, so another one may be asked without a doubt.
    expect(outcome).not.toHaveProperty('unsure');
    expect(google.fcm.requests).toEqual([]);
    if (kind === 'later' && 'headers' in behaviour)
      expect(outcome).toMatchObject({ at: expect.toSatisfy((at) => at >= NOW + 60_000) });
  });

  test('edge: those who wait for one that died ask for themselves', async ({ expect }) => {
    const { provider } = newAccount();
    const dead = around(google.allow, { now: NOW, timeout: 60, fetcher: () => new Promise<Response>(() => undefined) });
    // The Worker of the one who asks is ended: its promise never settles.
    void accessToken(provider, dead);
    const second = await accessToken(provider, around(google.allow, { now: NOW }));
    expect(second).toMatchObject({ kind: 'token' });
  });
});

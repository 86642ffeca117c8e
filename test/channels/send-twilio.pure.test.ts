import { afterAll, afterEach, beforeAll, describe, test } from 'vitest';
import { afterTry } from '../../src/channels/after-try.ts';
import { readCallbackToken } from '../../src/channels/callbacks/callback-token.ts';
import { sendTwilio } from '../../src/channels/sms/send-twilio.ts';
import type { DeliveryOutcome } from '../../src/contract/delivery.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { ACCOUNT, AUTH_TOKEN, around, aShortMessage, aTwilio, NOTIFICATION, NUMBER } from './twilio-samples.ts';

const START = Date.parse('2026-11-22T08:00:00Z');
/** ms; a real one is given more. */
const TIMEOUT = 250;
/** ms after which it is given up. */
const BUDGET = 600_000;
const SID = `SM${'0123456789abcdef'.repeat(2)}`;
const TAKEN: Behaviour = { status: 201, body: { sid: SID, status: 'queued', error_code: null } };
/** As Twilio refuses: its words name the number. */
const refusal = (code: number, status = 400): Behaviour => {
  return { status, body: { code, message: `The 'To' number ${NUMBER} is not for 15005550006`, more_info: '', status } };
};
let twilio: ChaosServer;

beforeAll(async () => {
  twilio = await chaosServer();
});
afterEach(() => twilio.clear());
afterAll(() => twilio.close());

function send(more: Parameters<typeof aShortMessage>[0] = {}, wide: Parameters<typeof around>[1] = {}) {
  const surroundings = around(twilio.allow, { now: START, timeout: TIMEOUT, ...wide });
  return sendTwilio(aShortMessage(more), aTwilio(twilio.url), surroundings);
}

/** The outcome of a try that was answered so. */
async function answered(...behaviours: [Behaviour, ...Behaviour[]]): Promise<DeliveryOutcome> {
  twilio.answerWith(...behaviours);
  return send();
}

describe('a short message to Twilio', () => {
  test('happy: posted as its API wants it, and taken under its id', async ({ expect }) => {
    twilio.answerWith(TAKEN);
    const outcome = await send({ expiresAt: START + 90_500 }, { origin: 'https://tower.example.com' });
    expect(outcome).toEqual({ kind: 'sent', reference: SID });
    const [request] = twilio.requests;
    expect(request).toMatchObject({ method: 'POST', path: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json` });
    expect(request?.headers.authorization).toBe(`Basic ${btoa(`${ACCOUNT}:${AUTH_TOKEN}`)}`);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    const { StatusCallback = '', ...form } = Object.fromEntries(new URLSearchParams(request?.body));
    expect(form).toEqual({ To: NUMBER, From: '+15005550001', Body: 'Bob\nwrote to you', ValidityPeriod: '91' });
    const [, token = ''] = /^https:\/\/tower\.example\.com\/v1\/callbacks\/(\S+)$/.exec(StatusCallback) ?? [];
    expect(readCallbackToken(token, 'a secret')).toEqual({
      ...{ kind: 'status', tenant: 'acme', account: ACCOUNT },
      ...{ member: 'ada', notification: NOTIFICATION, device: 'sms' },
    });
  });

  test('edge: without an address of this deployment nothing is called back; a long life is none', async ({
    expect,
  }) => {
    twilio.answerWith(TAKEN);
    await send({ expiresAt: START + 86_400_000 });
    await send({ expiresAt: START + 1 });
    const forms = twilio.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    expect(forms.map(({ ValidityPeriod }) => ValidityPeriod)).toEqual([undefined, '5']);
    expect(forms.map(({ StatusCallback }) => StatusCallback)).toEqual([undefined, undefined]);
  });

  test('a messaging service and a sender’s name; a base URL with a slash at its end', async ({ expect }) => {
    twilio.answerWith(TAKEN);
    const service = `MG${'0123456789abcdef'.repeat(2)}`;
    const surroundings = around(twilio.allow);
    await sendTwilio(aShortMessage(), aTwilio(`${twilio.url}/`, { from: service }), surroundings);
    await sendTwilio(aShortMessage(), aTwilio(`${twilio.url}/`, { from: 'MGM' }), surroundings);
    const [first, second] = twilio.requests.map(({ body }) => new URLSearchParams(body));
    expect([first?.get('MessagingServiceSid'), first?.get('From')]).toEqual([service, null]);
    expect([second?.get('MessagingServiceSid'), second?.get('From')]).toEqual([null, 'MGM']);
    expect(twilio.requests[0]?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT}/Messages.json`);
  });

  test.for([
    'Hi\r\nTo: +19005550000',
    'Hi&To=%2B19005550000&Body=x',
    'a\u0000b\u0085c',
    '"; DROP',
    '<Response><Message>x</Message></Response>',
    '{{7*7}} $(x)',
  ])('security: nothing that is said becomes a header or another field: %j', async (body, { expect }) => {
    twilio.answerWith(TAKEN);
    await send({ message: { ...aShortMessage().message, body } });
    const [request] = twilio.requests;
    expect([...new URLSearchParams(request?.body).keys()]).toEqual(['To', 'Body', 'From']);
    expect(new URLSearchParams(request?.body).get('To')).toBe(NUMBER);
    expect(Object.keys(request?.headers ?? {}).filter((name) => name === 'to')).toEqual([]);
    expect(new URLSearchParams(request?.body).get('Body')).not.toMatch(/(?!\n)\p{Cc}/u);
  });

  test('refusal: nothing to say, or no auth token: nothing is sent', async ({ expect }) => {
    const empty = await send({ message: { ...aShortMessage().message, title: '', body: '' } });
    expect(empty).toEqual({ kind: 'refused', reason: 'there is nothing to say' });
    const { authToken: _none, ...provider } = aTwilio(twilio.url);
    expect(await sendTwilio(aShortMessage(), provider, around(twilio.allow))).toMatchObject({ fault: 'provider' });
    expect(twilio.requests).toEqual([]);
  });

  test.for([
    'http://127.0.0.1:PORT',
    'https://127.0.0.1',
    'https://10.0.0.1',
    'https://169.254.169.254',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://2130706433',
    'https://0x7f.1',
    'https://api.twilio.com.evil.example',
    'https://api.twilio.com@evil.example',
    'https://api.twilio.com:8443',
    'http://api.twilio.com',
    'https://evil.example',
    'https://аpi.twilio.com',
  ])('security: %s is not asked, and no packet leaves', async (baseUrl, { expect }) => {
    const before = twilio.connections();
    const provider = { ...aTwilio(twilio.url), baseUrl: baseUrl.replace('PORT', new URL(twilio.url).port) };
    const reached: string[] = [];
    const fetcher = (url: string) => {
      reached.push(url);
      return Promise.resolve(new Response());
    };
    expect(await sendTwilio(aShortMessage(), provider, around('', { fetcher }))).toMatchObject({
      ...{ kind: 'refused', fault: 'provider' },
      reason: expect.stringMatching(/^url must/),
    });
    expect(reached).toEqual([]);
    expect(twilio.connections()).toBe(before);
  });
});

describe('what Twilio’s codes mean', () => {
  test.for([
    [21610, 'stop'],
    [21211, 'invalid'],
    [21217, 'invalid'],
    [21265, 'invalid'],
    [21614, 'invalid'],
    [21635, 'invalid'],
  ] as const)('%i: the number takes nothing any more, whoever has it', async ([code, suppress], { expect }) => {
    expect(await answered(refusal(code))).toEqual({ kind: 'gone', reason: `twilio-${code}`, suppress });
  });

  test.for([
    [20003, 401],
    [20404, 404],
    [10001, 403],
    [21212, 400],
    [21408, 400],
    [21606, 400],
    [21608, 400],
    [21609, 400],
    [21659, 400],
    [21703, 400],
    [30034, 400],
  ])('%i: the account’s fault, so another provider may do it', async ([code, status], { expect }) => {
    const outcome = await answered(refusal(code ?? 0, status));
    expect(outcome).toEqual({ kind: 'refused', reason: `twilio-${code}`, fault: 'provider' });
  });

  test.for([21617, 21602, 99999])('%i: the message’s fault', async (code, { expect }) => {
    expect(await answered(refusal(code))).toEqual({ kind: 'refused', reason: `twilio-${code}` });
  });

  test.for([
    [20429, 429],
    [21611, 400],
    [30001, 400],
    [20500, 500],
  ])('%i: later', async ([code, status], { expect }) => {
    expect(await answered(refusal(code ?? 0, status))).toMatchObject({ kind: 'later' });
  });

  test('security: no reason names the number or repeats words of theirs', async ({ expect }) => {
    for (const [code, status] of [
      [21211, 400],
      [99999, 400],
      [20003, 401],
      [20429, 429],
      [20500, 500],
    ] as const) {
      const outcome = JSON.stringify(await answered(refusal(code, status)));
      expect(outcome).not.toMatch(/5005550006|number/);
    }
    expect(await answered({ status: 400, body: `no json about ${NUMBER}` })).toEqual({
      kind: 'refused',
      reason: 'http-400',
    });
  });
});

interface Course {
  readonly end: string;
  readonly tries: number;
  /** Messages that a real provider would have taken. */
  readonly taken: number;
  /** ms from the first try to the last */
  readonly took: number;
}

/** Tries until there is nothing left to try, as the deliver queue does, but without the waiting. */
async function courseOf(behaviours: readonly Behaviour[]): Promise<Course> {
  const [first, ...rest] = behaviours;
  if (!first) throw new Error('no behaviour');
  twilio.answerWith(first, ...rest);
  for (let attempt = 1, now = START; ; attempt++) {
    const outcome = await send({ attempt }, { now });
    const end = afterTry({ giveUpAt: START + BUDGET }, outcome);
    const taken = () => twilio.requests.filter((each) => each.taken).length;
    if (end.kind !== 'later') return { end: end.kind, tries: attempt, taken: taken(), took: now - START };
    now = end.at;
  }
}

const CASES: readonly (readonly [string, readonly Behaviour[], Partial<Course>, (readonly [number, number])?])[] = [
  ['200', [{ status: 200, body: { sid: SID } }], { end: 'sent', tries: 1 }],
  ['201', [TAKEN], { end: 'sent', tries: 1 }],
  ['202', [{ status: 202 }], { end: 'sent', tries: 1 }],
  ['302', [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }], { end: 'refused', tries: 1 }],
  ['400', [{ status: 400 }], { end: 'refused', tries: 1 }],
  ['401', [{ status: 401 }], { end: 'refused', tries: 1 }],
  ['403', [{ status: 403 }], { end: 'refused', tries: 1 }],
  ['404', [{ status: 404 }], { end: 'refused', tries: 1 }],
  ['410', [{ status: 410 }], { end: 'refused', tries: 1 }],
  ['413', [{ status: 413 }], { end: 'refused', tries: 1 }],
  [
    '429 with seconds, then 201',
    [{ status: 429, headers: { 'Retry-After': '120' } }, TAKEN],
    { end: 'sent', tries: 2, taken: 1 },
    [120_000, 132_000],
  ],
  [
    '429 with a date, then 201',
    [{ status: 429, headers: { 'Retry-After': new Date(START + 60_000).toUTCString() } }, TAKEN],
    { end: 'sent', tries: 2, taken: 1 },
    [60_000, 66_000],
  ],
  ['500 for ever', [{ status: 500 }], { end: 'dead', taken: 0 }, [60_000, BUDGET]],
  ['503 twice, then 201', [{ status: 503 }, { status: 503 }, TAKEN], { end: 'sent', tries: 3, taken: 1 }],
  ['reset, then 201', [{ fault: 'reset' }, TAKEN], { end: 'sent', tries: 2, taken: 1 }],
  // It knows no ids of its callers, so it cannot tell that it has taken this before.
  ['accepted, then reset, then 201', [{ fault: 'accepted-then-reset' }, TAKEN], { end: 'sent', tries: 2, taken: 2 }],
  ['a drip of 201', [{ fault: 'drip', status: 201 }], { end: 'sent', tries: 1 }],
  ['a flood of 201', [{ fault: 'flood', status: 201 }], { end: 'sent', tries: 1 }],
  ['a flood of 400', [{ fault: 'flood', status: 400 }], { end: 'refused', tries: 1 }],
  ['silence for ever', [{ fault: 'silence' }], { end: 'dead' }, [60_000, BUDGET]],
];

describe('a provider well and unwell', () => {
  test.for(CASES)('%s', async ([, behaviours, wanted, within], { expect }) => {
    const course = await courseOf(behaviours);
    expect(course).toMatchObject(wanted);
    expect(course.took).toBeGreaterThanOrEqual(within?.[0] ?? 0);
    expect(course.took).toBeLessThanOrEqual(within?.[1] ?? Number.POSITIVE_INFINITY);
  });

  test.for<Behaviour>([{ fault: 'accepted-then-reset' }, { fault: 'silence' }])(
    'it says that it does not know whether this was taken: %j',
    async (behaviour, { expect }) => {
      expect(await answered(behaviour)).toMatchObject({ kind: 'later', unsure: true });
    },
  );

  test('it knows that nothing was taken where nobody listens', async ({ expect }) => {
    const closed = await chaosServer();
    await closed.close();
    const outcome = await sendTwilio(aShortMessage(), aTwilio(closed.url), around(closed.allow));
    expect(outcome).toEqual({ kind: 'later', at: expect.any(Number), reason: 'network-error ECONNREFUSED' });
  });
});

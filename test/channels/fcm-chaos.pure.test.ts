import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { afterTry } from '../../src/channels/after-try.ts';
import { sendFcm } from '../../src/channels/mobile-push/send-fcm.ts';
import { readReportToken } from '../../src/channels/report-token.ts';
import type { AddressedDelivery } from '../../src/contract/delivery.ts';
import type { FcmProvider } from '../../src/contract/provider.ts';
import type { Behaviour } from '../support/chaos-server.ts';
import {
  aNotice,
  anAccount,
  anAppDelivery,
  around,
  type Google,
  refusal,
  startGoogle,
  TAKEN,
  TOKEN,
  violation,
} from './fcm-samples.ts';

const START = Date.now();
const HOUR = 3_600_000;
let google: Google;
let provider: FcmProvider;

beforeAll(async () => {
  google = await startGoogle();
  google.tokens.answerWith(google.grants());
  provider = anAccount(google.fcm.url, `${google.tokens.url}/token`).provider;
});
afterAll(() => google.close());
beforeEach(() => google.fcm.clear());

const send = (parts: Partial<AddressedDelivery> = {}, now = START) =>
  sendFcm(anAppDelivery(parts), provider, around(google.allow, { now }));

/** Tries until there is nothing left to try, as the deliver queue does, but without the waiting. */
async function courseOf(parts: Partial<AddressedDelivery> = {}) {
  for (let attempt = 1, now = START; ; attempt++) {
    const end = afterTry(anAppDelivery(parts), await send({ ...parts, attempt }, now));
    if (end.kind !== 'later') return { end, tries: attempt, took: now - START };
    now = end.at;
  }
}

const SENT = { kind: 'sent', reference: '0:1795000000%31bd1c9631bd1c96' };
const ofProvider = (reason: string) => ({ kind: 'refused', reason, fault: 'provider' });

const CASES: readonly {
  readonly name: string;
  readonly answers: readonly [Behaviour, ...Behaviour[]];
  readonly end: object;
  readonly tries: number;
  /** ms that must have passed at least, and at the most */
  readonly within?: readonly [number, number];
}[] = [
  { name: '200', answers: [TAKEN], end: SENT, tries: 1 },
  { name: '201 without a name', answers: [{ status: 201 }], end: { kind: 'sent' }, tries: 1 },
  { name: '202', answers: [{ status: 202, body: {} }], end: { kind: 'sent' }, tries: 1 },
  {
    name: '302',
    answers: [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }],
    ...{ end: ofProvider('http-302 redirect'), tries: 1 },
  },
  {
    name: '400 of a field: only its name is repeated',
    answers: [
      refusal(400, 'INVALID_ARGUMENT', 'Invalid value at \'message.data[0].value\' (TYPE_STRING), "Only for Ada"', [
        violation('message.data[0].value', 'Invalid value: Only for Ada'),
      ]),
    ],
    ...{ end: { kind: 'refused', reason: 'http-400 INVALID_ARGUMENT message.data[0].value' }, tries: 1 },
  },
  {
    name: '400 of a message that is too big',
    answers: [
      {
        status: 400,
        body: { error: { code: 400, message: 'Request contains an invalid argument.', status: 'INVALID_ARGUMENT' } },
      },
    ],
    ...{ end: { kind: 'refused', reason: 'http-400 INVALID_ARGUMENT' }, tries: 1 },
  },
  {
    name: '400 of a token that is none, in one way',
    answers: [refusal(400, 'INVALID_ARGUMENT', 'The registration token is not a valid FCM registration token')],
    ...{ end: { kind: 'gone', reason: 'invalid token' }, tries: 1 },
  },
  {
    name: '400 of a token that is none, in the other',
    answers: [refusal(400, 'INVALID_ARGUMENT', 'No.', [violation('message.token', 'Invalid registration token')])],
    ...{ end: { kind: 'gone', reason: 'invalid token' }, tries: 1 },
  },
  {
    name: '403 of a token of another project, which another provider may have',
    answers: [refusal(403, 'SENDER_ID_MISMATCH', 'SenderId mismatch')],
    ...{
      end: { kind: 'refused', reason: 'http-403 SENDER_ID_MISMATCH SenderId mismatch', fault: 'mismatch' },
      tries: 1,
    },
  },
  {
    name: '403 of an account without the right',
    answers: [refusal(403, 'PERMISSION_DENIED', "Permission 'cloudmessaging.messages.create' denied")],
    ...{ end: ofProvider("http-403 PERMISSION_DENIED Permission 'cloudmessaging.messages.create' denied"), tries: 1 },
  },
  {
    name: '404 UNREGISTERED',
    answers: [refusal(404, 'UNREGISTERED', 'Requested entity was not found.')],
    ...{ end: { kind: 'gone', reason: 'UNREGISTERED' }, tries: 1 },
  },
  {
    name: '404 of a project that is none',
    answers: [{ status: 404, body: { error: { code: 404, message: 'Not here.', status: 'NOT_FOUND' } } }],
    ...{ end: ofProvider('http-404 NOT_FOUND Not here.'), tries: 1 },
  },
  {
    name: '404 of something in between',
    answers: [{ status: 404, body: '<html>' }],
    end: ofProvider('http-404'),
    tries: 1,
  },
  { name: '410', answers: [{ status: 410 }], end: { kind: 'refused', reason: 'http-410' }, tries: 1 },
  { name: '413', answers: [{ status: 413 }], end: { kind: 'refused', reason: 'http-413' }, tries: 1 },
  {
    name: '429 with seconds',
    answers: [{ ...refusal(429, 'QUOTA_EXCEEDED'), headers: { 'Retry-After': '120' } } as Behaviour, TAKEN],
    ...{ end: SENT, tries: 2, within: [120_000, 132_000] },
  },
  {
    name: '429 with a date',
    answers: [{ status: 429, headers: { 'Retry-After': new Date(START + HOUR).toUTCString() } }, TAKEN],
    ...{ end: SENT, tries: 2, within: [HOUR - 1_000, HOUR * 1.1] },
  },
  {
    name: '429 without a word: a minute, as FCM counts',
    answers: [refusal(429, 'QUOTA_EXCEEDED'), TAKEN],
    ...{ end: SENT, tries: 2, within: [60_000, 66_000] },
  },
  { name: '500 twice', answers: [refusal(500, 'INTERNAL'), { status: 500 }, TAKEN], end: SENT, tries: 3 },
  {
    name: '503 with seconds',
    answers: [{ ...refusal(503, 'UNAVAILABLE'), headers: { 'Retry-After': '30' } } as Behaviour, TAKEN],
    ...{ end: SENT, tries: 2, within: [30_000, 33_000] },
  },
  { name: 'reset', answers: [{ fault: 'reset' }, TAKEN], end: SENT, tries: 2 },
  { name: 'accepted, then reset', answers: [{ fault: 'accepted-then-reset' }, TAKEN], end: SENT, tries: 2 },
  { name: 'never an answer', answers: [{ fault: 'silence' }, TAKEN], end: SENT, tries: 2 },
  { name: 'slow drip of a success', answers: [{ fault: 'drip', status: 200 }], end: { kind: 'sent' }, tries: 1 },
  { name: 'slow drip of a refusal', answers: [{ fault: 'drip', status: 403 }], end: ofProvider('http-403'), tries: 1 },
  { name: 'huge body of a success', answers: [{ fault: 'flood', status: 200 }], end: { kind: 'sent' }, tries: 1 },
  { name: 'huge body of a failure', answers: [{ fault: 'flood', status: 500 }, TAKEN], end: SENT, tries: 2 },
];

describe('FCM, well and unwell', () => {
  test.for(CASES)('$name: after $tries', async ({ answers, end, tries, within }, { expect }) => {
    google.fcm.answerWith(...answers);
    const course = await courseOf();
    expect(course.end).toEqual(end);
    expect(course.tries).toBe(tries);
    expect(google.fcm.requests).toHaveLength(tries);
    const [least, most] = within ?? [0, HOUR];
    expect(course.took).toBeGreaterThanOrEqual(least);
    expect(course.took).toBeLessThanOrEqual(most);
  });

  test('happy: it is posted to the project with a report token of this push, for this app', async ({ expect }) => {
    google.fcm.answerWith(TAKEN);
    await send();
    const [request] = google.fcm.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/v1/projects/my-app-12345/messages:send' });
    expect(request?.headers.authorization).toMatch(/^Bearer token-\d+$/);
    const { message } = JSON.parse(request?.body ?? '');
    expect(message).toMatchObject({ token: TOKEN, notification: { title: 'Grace Hopper' } });
    expect(readReportToken(message.data.report, 'a secret', START)).toMatchObject({
      ...{ tenant: 'acme', member: 'ada', notification: aNotice().id, device: 'phone-1' },
    });
  });

  test('happy: what was accepted before the connection broke is sent again, and replaces itself', async ({
    expect,
  }) => {
    google.fcm.answerWith({ fault: 'accepted-then-reset' }, TAKEN);
    expect(await send()).toMatchObject({ kind: 'later', unsure: true });
    await send({ attempt: 2 });
    const keys = google.fcm.requests.map(({ body }) => {
      const { android, apns } = JSON.parse(body).message;
      return [android.collapse_key, android.notification.tag, apns.headers['apns-collapse-id']].join(' ');
    });
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('security: no reason repeats the token of the app, that of the account, or a text', async ({ expect }) => {
    const message = aNotice({ title: 'Only for Ada', body: 'Only for Ada' });
    for (const status of [400, 401, 403, 404, 409, 429, 500]) {
      google.fcm.answerWith(({ body, headers }) => ({
        status,
        body: { error: { message: `${TOKEN} ${headers.authorization?.slice(7).padEnd(40, 'x')}`, status: body } },
      }));
      const said = JSON.stringify(await send({ message }));
      expect(said).not.toMatch(/APA91b|token-\d|Only for Ada/);
    }
  });

  test('edge: an hour down loses nothing, and what has expired by then has expired', async ({ expect }) => {
    google.fcm.answerWith({ status: 503 });
    for (let attempt = 1, now = START; now < START + HOUR; attempt++) {
      const outcome = await send({ attempt }, now);
      expect(outcome.kind).toBe('later');
      now = outcome.kind === 'later' ? outcome.at : now;
    }
    expect(await courseOf({ expiresAt: START + HOUR / 2 })).toMatchObject({ end: { kind: 'expired' } });
    google.fcm.answerWith(TAKEN);
    expect(await send({ attempt: 9 }, START + 2 * HOUR)).toEqual(SENT);
  });

  test('the others are not held up by those that are never answered', async ({ expect }) => {
    google.fcm.answerWith(({ body }) => (body.includes('silent') ? { fault: 'silence' } : TAKEN));
    let ended = 0;
    const silent = Array.from({ length: 20 }, async () => {
      const outcome = await sendFcm(
        anAppDelivery({ message: aNotice({ title: 'silent' }) }),
        ...([provider, around(google.allow, { now: START, timeout: 2_000 })] as const),
      );
      ended++;
      return outcome;
    });
    const well = await Promise.all(Array.from({ length: 20 }, () => send()));
    expect(well).toEqual(well.map(() => SENT));
    expect(ended).toBe(0);
    for (const outcome of await Promise.all(silent))
      expect(outcome).toMatchObject({ kind: 'later', reason: 'time-out' });
  });
});

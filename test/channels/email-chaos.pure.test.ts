import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { afterTry } from '../../src/channels/after-try.ts';
import { sendResend } from '../../src/channels/email/send-resend.ts';
import { sendSmtp } from '../../src/channels/email/send-smtp.ts';
import type { AddressedDelivery, DeliveryOutcome, Settlement } from '../../src/contract/delivery.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { type ScriptedServer, type SmtpScript, startScriptedServer } from '../support/smtp-script.ts';
import { anEmail, anSmtp, aResend, around } from './email-samples.ts';

const START = Date.now();
const HOUR = 3_600_000;
/** ms; a real one waits longer for a provider that says nothing. */
const TIMEOUT = 150;
/** Of an email that nobody takes: it has a budget of time, not of tries. */
const EXPIRES = START + 6 * HOUR;
let smtp: ScriptedServer;
let http: ChaosServer;

beforeAll(async () => {
  [smtp, http] = await Promise.all([startScriptedServer(), chaosServer()]);
});
afterAll(() => Promise.all([smtp.close(), http.close()]));
beforeEach(() => http.clear());

type One = (delivery: AddressedDelivery, now: number) => Promise<DeliveryOutcome>;

const overSmtp: One = (delivery, now) =>
  sendSmtp(delivery, anSmtp(smtp.port, login), around(smtp.allow, { now, timeout: TIMEOUT }));
const login = { username: 'tower', password: 'a password' };
const overHttp: One = (delivery, now) =>
  sendResend(delivery, aResend(http.url), around(http.allow, { now, timeout: TIMEOUT }));

/** Tries until there is nothing left to try, as the deliver queue does, but without the waiting. */
async function courseOf(one: One) {
  const outcomes: DeliveryOutcome[] = [];
  for (let attempt = 1, now = START; ; attempt++) {
    const delivery = anEmail({ attempt, expiresAt: EXPIRES });
    const outcome = await one(delivery, now);
    outcomes.push(outcome);
    const end: Settlement['outcome'] = afterTry(delivery, outcome);
    if (end.kind !== 'later') return { end, outcomes, took: now - START };
    now = end.at;
  }
}

/** How it ends, after how many tries (as many as there is time for when not said), and what its first try was. */
interface Ends {
  readonly end: Settlement['outcome']['kind'];
  readonly tries?: number;
  readonly first?: Readonly<Record<string, unknown>>;
  /** ms from the first try to the last, at least and at most */
  readonly within?: readonly [number, number];
}

const SMTP: readonly (Ends & { readonly name: string; readonly scripts: readonly [SmtpScript, ...SmtpScript[]] })[] = [
  { name: 'well', scripts: [{}], end: 'sent', tries: 1, first: { reference: 'A1B2C3' } },
  { name: '421 at the door', scripts: [{ greeting: '421 4.3.2 busy' }, {}], end: 'sent', tries: 2 },
  { name: '554 at the door', scripts: [{ greeting: '554 5.7.1 go away' }], end: 'refused', tries: 1, first: fault() },
  { name: '535 to the password', scripts: [{ AUTH: '535 5.7.8 no' }], end: 'refused', tries: 1, first: fault() },
  { name: '454 to the password', scripts: [{ AUTH: '454 4.7.0 later' }, {}], end: 'sent', tries: 2 },
  { name: '550 to the sender', scripts: [{ MAIL: '550 5.7.1 not yours' }], end: 'refused', tries: 1, first: fault() },
  { name: '451 to the sender', scripts: [{ MAIL: '451 4.3.0 hm' }, {}], end: 'sent', tries: 2 },
  { name: 'greylisting', scripts: [{ RCPT: '450 4.2.0 greylisted' }, {}], end: 'sent', tries: 2 },
  { name: '550 5.1.1', scripts: [{ RCPT: '550 5.1.1 no such user' }], end: 'gone', tries: 1, first: saying('5.1.1') },
  { name: '550 without more', scripts: [{ RCPT: '550 unknown' }], end: 'gone', tries: 1 },
  { name: '551', scripts: [{ RCPT: '551 moved' }], end: 'gone', tries: 1 },
  { name: '553', scripts: [{ RCPT: '553 bad name' }], end: 'gone', tries: 1 },
  { name: '550 5.7.1: policy', scripts: [{ RCPT: '550 5.7.1 relay' }], end: 'refused', tries: 1, first: fault() },
  { name: '552 5.2.2: full', scripts: [{ RCPT: '552 5.2.2 full' }, {}], end: 'sent', tries: 2 },
  { name: '452 to the data', scripts: [{ DATA: '452 4.3.1 disk' }, {}], end: 'sent', tries: 2 },
  { name: '554 to the data', scripts: [{ DATA: '554 5.5.1 no' }], end: 'refused', tries: 1 },
  { name: '554 to the message', scripts: [{ message: '554 5.6.0 spam' }], end: 'refused', tries: 1 },
  { name: '550 5.1.1 to the message', scripts: [{ message: '550 5.1.1 nobody' }], end: 'gone', tries: 1 },
  { name: '451 to the message', scripts: [{ message: '451 4.3.0 hm' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'reset at the door', scripts: [{ greeting: 'reset' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'reset at the recipient', scripts: [{ RCPT: 'reset' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'taken, then reset', scripts: [{ message: 'reset' }, {}], end: 'sent', tries: 2, first: unsure() },
  { name: 'taken, then silence', scripts: [{ message: 'silence' }, {}], end: 'sent', tries: 2, first: unsure() },
  { name: 'silence at the door', scripts: [{ greeting: 'silence' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'silence at the sender', scripts: [{ MAIL: 'silence' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'slow drip at the door', scripts: [{ greeting: 'drip' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'slow drip at the end', scripts: [{ message: 'drip' }, {}], end: 'sent', tries: 2, first: unsure() },
  { name: 'endless reply', scripts: [{ EHLO: 'flood' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'nonsense', scripts: [{ greeting: 'HTTP/1.1 400 Bad Request' }, {}], end: 'sent', tries: 2, first: sure() },
  { name: 'silence at the goodbye', scripts: [{ QUIT: 'silence' }], end: 'sent', tries: 1 },
  { name: '421 for ever', scripts: [{ greeting: '421 busy' }], end: 'expired' },
];

const OK: Behaviour = { status: 200, body: { id: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' } };
const error = (status: number, name: string, message = '', headers = {}): Behaviour => ({
  ...{ status, headers, body: { statusCode: status, name, message } },
});
const HTTP: readonly (Ends & { readonly name: string; readonly answers: readonly [Behaviour, ...Behaviour[]] })[] = [
  { name: '200', answers: [OK], end: 'sent', tries: 1, first: { reference: '49a3999c-0ce1-4ea6-ab68-afcd6dc2e794' } },
  { name: '201', answers: [{ ...OK, status: 201 }], end: 'sent', tries: 1 },
  { name: '202 without a word', answers: [{ status: 202 }], end: 'sent', tries: 1 },
  { name: '302', answers: [{ status: 302, headers: { Location: '/' } }], end: 'refused', tries: 1, first: fault() },
  { name: '400', answers: [error(400, 'validation_error')], end: 'refused', tries: 1 },
  { name: '401', answers: [error(401, 'missing_api_key')], end: 'refused', tries: 1, first: fault() },
  { name: '403', answers: [error(403, 'invalid_api_key')], end: 'refused', tries: 1, first: fault() },
  { name: '404', answers: [error(404, 'not_found')], end: 'refused', tries: 1, first: fault() },
  { name: '410', answers: [error(410, 'gone')], end: 'refused', tries: 1 },
  { name: '413', answers: [error(413, 'too_large')], end: 'refused', tries: 1 },
  { name: '422', answers: [error(422, 'validation_error', 'Invalid `to` field.')], end: 'refused', tries: 1 },
  {
    name: '422 of the sender',
    answers: [error(422, 'invalid_from_address')],
    end: 'refused',
    tries: 1,
    first: fault(),
  },
  {
    name: '409 of a repeat that has changed',
    answers: [error(409, 'invalid_idempotent_request')],
    end: 'sent',
    tries: 1,
  },
  {
    ...{ name: '409 while it is being sent', answers: [error(409, 'concurrent_idempotent_requests'), OK] },
    ...{ end: 'sent', tries: 2, first: unsure() },
  },
  {
    ...{ name: '429 with seconds', answers: [error(429, 'rate_limit_exceeded', '', { 'Retry-After': '120' }), OK] },
    ...{ end: 'sent', tries: 2, within: [120_000, 132_000], first: sure() },
  },
  {
    name: '429 with a date',
    answers: [error(429, 'daily_quota_exceeded', '', { 'Retry-After': new Date(START + HOUR).toUTCString() }), OK],
    ...{ end: 'sent', tries: 2, within: [HOUR - 1_000, HOUR * 1.1] },
  },
  { name: '500', answers: [error(500, 'application_error'), OK], end: 'sent', tries: 2 },
  { name: '503 for ever', answers: [{ status: 503 }], end: 'expired' },
  { name: 'reset', answers: [{ fault: 'reset' }, OK], end: 'sent', tries: 2 },
  {
    name: 'taken, then reset',
    answers: [{ fault: 'accepted-then-reset' }, OK],
    end: 'sent',
    tries: 2,
    first: unsure(),
  },
  { name: 'no answer', answers: [{ fault: 'silence' }, OK], end: 'sent', tries: 2, first: unsure() },
  { name: 'slow drip', answers: [{ fault: 'drip', status: 200 }], end: 'sent', tries: 1 },
  { name: 'huge body', answers: [{ fault: 'flood', status: 200 }], end: 'sent', tries: 1 },
  { name: 'huge body of a failure', answers: [{ fault: 'flood', status: 500 }, OK], end: 'sent', tries: 2 },
];

function fault() {
  return { fault: 'provider' };
}
function saying(text: string) {
  return { reason: `smtp-550 ${text}: no such user` };
}
function unsure() {
  return { kind: 'later', unsure: true };
}
function sure() {
  return { kind: 'later', unsure: undefined };
}

describe('a mail server, well and unwell', () => {
  test.for(SMTP)('$name: $end after $tries', async ({ scripts, ...ends }, { expect }) => {
    smtp.play(...scripts);
    const before = smtp.conversations();
    const course = await courseOf(overSmtp);
    expect(course.end.kind).toBe(ends.end);
    if (ends.tries) expect(course.outcomes).toHaveLength(ends.tries);
    else expect(course.outcomes.length).toBeGreaterThan(5);
    expect(smtp.conversations() - before).toBe(course.outcomes.length);
    if (ends.first) expect({ unsure: undefined, ...course.outcomes[0] }).toMatchObject(ends.first);
  });

  test('what was taken before the connection broke is sent again as the same message', async ({ expect }) => {
    smtp.play({ message: 'reset' }, {});
    await courseOf(overSmtp);
    const ids = smtp.messages.slice(-2).map((message) => /^Message-ID: (.*)$/m.exec(message)?.[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{40}@/);
    expect(ids[1]).toBe(ids[0]);
  });

  test('a server that is not there: later, and surely not taken', async ({ expect }) => {
    const gone = await startScriptedServer();
    await gone.close();
    const outcome = await sendSmtp(anEmail(), anSmtp(gone.port), around(gone.allow, { timeout: TIMEOUT }));
    expect(outcome).toEqual({ kind: 'later', at: expect.any(Number), reason: 'smtp network-error ECONNREFUSED' });
  });

  test('security: what it repeats of addresses and passwords is not repeated', async ({ expect }) => {
    smtp.play({ RCPT: '550 5.1.1 <ada@example.com>: no such user at https://mail.example.com/x?ada' });
    const { end } = await courseOf(overSmtp);
    expect(end).toEqual({
      kind: 'gone',
      reason: 'smtp-550 5.1.1: <[address]>: no such user at [url]',
      suppress: 'bounce',
    });
  });

  test('others are not held up by one that says nothing', async ({ expect }) => {
    const silent = await startScriptedServer();
    silent.play({ greeting: 'silence' });
    smtp.play({});
    let isOver = false;
    const held = sendSmtp(anEmail(), anSmtp(silent.port), around(silent.allow, { timeout: 2_000 })).then((outcome) => {
      isOver = true;
      return outcome;
    });
    const sent = await Promise.all(Array.from({ length: 20 }, () => overSmtp(anEmail(), START)));
    expect(sent.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(isOver).toBe(false);
    expect(await held).toMatchObject({ kind: 'later', reason: 'smtp time-out' });
    await silent.close();
  });
});

describe('an API that speaks as Resend does, well and unwell', () => {
  test.for(HTTP)('$name: $end after $tries', async ({ answers, ...ends }, { expect }) => {
    http.answerWith(...answers);
    const course = await courseOf(overHttp);
    expect(course.end.kind).toBe(ends.end);
    if (ends.tries) expect(course.outcomes).toHaveLength(ends.tries);
    else expect(course.outcomes.length).toBeGreaterThan(5);
    expect(http.requests).toHaveLength(course.outcomes.length);
    if (ends.first) expect({ unsure: undefined, ...course.outcomes[0] }).toMatchObject(ends.first);
    const [least, most] = ends.within ?? [0, Number.POSITIVE_INFINITY];
    expect(course.took).toBeGreaterThanOrEqual(least);
    expect(course.took).toBeLessThanOrEqual(most);
    expect(new Set(http.requests.map(({ headers }) => headers['idempotency-key'])).size).toBeLessThanOrEqual(1);
  });
});

import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { afterTry } from '../../src/channels/after-try.ts';
import { sendSlack } from '../../src/channels/slack/send.ts';
import type { AddressedDelivery } from '../../src/contract/delivery.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { aNotice, around, aSlackDelivery } from './slack-samples.ts';

const START = Date.now();
const HOUR = 3_600_000;
const PATH = '/services/T0/B0/secret-of-the-webhook';
let slack: ChaosServer;

beforeAll(async () => {
  slack = await chaosServer();
});
afterAll(() => slack.close());
beforeEach(() => slack.clear());

const send = (parts: Partial<AddressedDelivery> = {}, now = START) =>
  sendSlack(aSlackDelivery(`${slack.url}${PATH}`, parts), around(slack.allow, { now }));

/** Tries until there is nothing left to try, as the deliver queue does, but without the waiting. */
async function courseOf(parts: Partial<AddressedDelivery> = {}) {
  for (let attempt = 1, now = START; ; attempt++) {
    const end = afterTry({ ...aSlackDelivery(''), ...parts }, await send({ ...parts, attempt }, now));
    if (end.kind !== 'later') return { end, tries: attempt, took: now - START };
    now = end.at;
  }
}

const OK: Behaviour = { status: 200, body: 'ok' };
const says = (status: number, body: string): Behaviour => ({ status, body });

const CASES: readonly {
  readonly name: string;
  readonly answers: readonly [Behaviour, ...Behaviour[]];
  readonly end: object;
  readonly tries: number;
  /** ms that must have passed at least, and at the most */
  readonly within?: readonly [number, number];
  /** How often the member reads it. */
  readonly shown?: number;
}[] = [
  { name: '200 ok', answers: [OK], end: { kind: 'sent' }, tries: 1, shown: 1 },
  { name: '201', answers: [{ status: 201 }], end: { kind: 'sent' }, tries: 1, shown: 1 },
  { name: '202', answers: [{ status: 202 }], end: { kind: 'sent' }, tries: 1, shown: 1 },
  {
    name: '302',
    answers: [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }],
    ...{ end: { kind: 'refused', reason: 'http-302 redirect' }, tries: 1 },
  },
  {
    name: '400 invalid_payload',
    answers: [says(400, 'invalid_payload')],
    ...{ end: { kind: 'refused', reason: 'http-400: invalid_payload' }, tries: 1 },
  },
  {
    name: '400 user_not_found',
    answers: [says(400, 'user_not_found')],
    end: { kind: 'gone', reason: 'user_not_found' },
    tries: 1,
  },
  { name: '401', answers: [{ status: 401 }], end: { kind: 'refused', reason: 'http-401' }, tries: 1 },
  {
    name: '403 action_prohibited',
    answers: [says(403, 'action_prohibited')],
    ...{ end: { kind: 'gone', reason: 'action_prohibited' }, tries: 1 },
  },
  {
    name: '403 invalid_token',
    answers: [says(403, 'invalid_token\n')],
    end: { kind: 'gone', reason: 'invalid_token' },
    tries: 1,
  },
  {
    name: '403 of something in between',
    answers: [says(403, '<html>Forbidden</html>')],
    ...{ end: { kind: 'refused', reason: 'http-403: <html>Forbidden</html>' }, tries: 1 },
  },
  { name: '404 no_service', answers: [says(404, 'no_service')], end: { kind: 'gone', reason: 'no_service' }, tries: 1 },
  {
    name: '404 in JSON',
    answers: [{ status: 404, body: { message: 'Unknown Webhook', code: 10_015 } }],
    ...{ end: { kind: 'gone', reason: 'http-404' }, tries: 1 },
  },
  {
    name: '410 channel_is_archived',
    answers: [says(410, 'channel_is_archived')],
    ...{ end: { kind: 'gone', reason: 'channel_is_archived' }, tries: 1 },
  },
  { name: '413', answers: [{ status: 413 }], end: { kind: 'refused', reason: 'http-413' }, tries: 1 },
  {
    name: '429 with seconds',
    answers: [{ status: 429, headers: { 'Retry-After': '30' } }, OK],
    ...{ end: { kind: 'sent' }, tries: 2, within: [30_000, 33_000], shown: 1 },
  },
  {
    name: '429 with a date',
    answers: [{ status: 429, headers: { 'Retry-After': new Date(START + HOUR).toUTCString() } }, OK],
    ...{ end: { kind: 'sent' }, tries: 2, within: [HOUR - 1_000, HOUR * 1.1], shown: 1 },
  },
  {
    name: '500 rollup_error twice',
    answers: [says(500, 'rollup_error'), { status: 500 }, OK],
    end: { kind: 'sent' },
    tries: 3,
    shown: 1,
  },
  { name: '503', answers: [{ status: 503 }, OK], end: { kind: 'sent' }, tries: 2, shown: 1 },
  { name: 'reset', answers: [{ fault: 'reset' }, OK], end: { kind: 'sent' }, tries: 2, shown: 1 },
  // Slack takes no id of ours: what it took without saying so is shown twice.
  {
    name: 'accepted, then reset',
    answers: [{ fault: 'accepted-then-reset' }, OK],
    end: { kind: 'sent' },
    tries: 2,
    shown: 2,
  },
  { name: 'never an answer', answers: [{ fault: 'silence' }, OK], end: { kind: 'sent' }, tries: 2, shown: 2 },
  {
    name: 'slow drip of a success',
    answers: [{ fault: 'drip', status: 200 }],
    end: { kind: 'sent' },
    tries: 1,
    shown: 1,
  },
  { name: 'slow drip of a refusal', answers: [{ fault: 'drip', status: 410 }], end: { kind: 'gone' }, tries: 1 },
  {
    name: 'huge body of a success',
    answers: [{ fault: 'flood', status: 200 }],
    end: { kind: 'sent' },
    tries: 1,
    shown: 1,
  },
  {
    name: 'huge body of a failure',
    answers: [{ fault: 'flood', status: 500 }, OK],
    end: { kind: 'sent' },
    tries: 2,
    shown: 1,
  },
];

describe('an incoming webhook, well and unwell', () => {
  test.for(CASES)('$name: after $tries', async ({ answers, end, tries, within, shown = 0 }, { expect }) => {
    slack.answerWith(...answers);
    const course = await courseOf();
    expect(course).toMatchObject({ end, tries });
    expect(slack.requests).toHaveLength(tries);
    expect(slack.requests.filter(({ taken }) => taken)).toHaveLength(shown);
    const [least, most] = within ?? [0, HOUR];
    expect(course.took).toBeGreaterThanOrEqual(least);
    expect(course.took).toBeLessThanOrEqual(most);
  });

  test('happy: it is posted as JSON, and a broken connection says that it may have been taken', async ({ expect }) => {
    slack.answerWith({ fault: 'accepted-then-reset' });
    expect(await send()).toMatchObject({ kind: 'later', unsure: true });
    const [request] = slack.requests;
    expect(request).toMatchObject({ method: 'POST', path: PATH });
    expect(request?.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(JSON.parse(request?.body ?? '')).toMatchObject({ text: expect.stringContaining('Grace Hopper') });
  });

  test('edge: what was never posted is tried again without a doubt', async ({ expect }) => {
    const nobody = await chaosServer();
    await nobody.close();
    const outcome = await sendSlack(aSlackDelivery(`${nobody.url}${PATH}`), around(nobody.allow));
    expect(outcome).toEqual({ kind: 'later', at: expect.any(Number), reason: 'network-error ECONNREFUSED' });
  });

  test('security: no reason repeats the address or a text', async ({ expect }) => {
    const message = aNotice({ title: 'Only for Ada' });
    slack.answerWith((request) => says(400, `bad ${slack.url}${PATH} ${request.headers.host}`));
    expect(await send({ message })).toMatchObject({ kind: 'refused', reason: expect.not.stringContaining('secret') });
  });

  test('edge: what would come after its expiry has expired, and a webhook that is down for a day loses nothing', async ({
    expect,
  }) => {
    slack.answerWith({ status: 503 });
    expect(await courseOf({ expiresAt: START + HOUR })).toMatchObject({ end: { kind: 'expired' } });
    for (let attempt = 1, now = START; now < START + 24 * HOUR; attempt++) {
      const outcome = await send({ attempt }, now);
      expect(outcome.kind).toBe('later');
      now = outcome.kind === 'later' ? outcome.at : now;
    }
    slack.answerWith(OK);
    expect(await send({ attempt: 20 })).toEqual({ kind: 'sent' });
  });
});

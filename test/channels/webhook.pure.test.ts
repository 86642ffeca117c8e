import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { afterTry } from '../../src/channels/after-try.ts';
import { GONE_FOR_GOOD, sendWebhook } from '../../src/channels/webhook/send-webhook.ts';
import type { AddressedDelivery, Settlement } from '../../src/contract/delivery.ts';
import { newWebhookSecret } from '../../src/registry/webhooks.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { around, aWebhookDelivery, aWebhookProvider, verified } from './webhook-samples.ts';

const START = Date.now();
const HOUR = 3_600_000;
/** ms that a delivery of these tests is tried. */
const BUDGET = 24 * HOUR;
const secret = newWebhookSecret();
const OK: Behaviour = { status: 200 };
let server: ChaosServer;

beforeAll(async () => {
  server = await chaosServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.answerWith(OK);
  server.clear();
});

const send = (parts: Partial<AddressedDelivery> = {}, now = START) =>
  sendWebhook(aWebhookDelivery(parts), aWebhookProvider(`${server.url}/hook`, secret), around(server.allow, { now }));

/** Tries until there is nothing left to try, as the deliver lane does, but without the waiting. */
async function courseOf(parts: Partial<AddressedDelivery> = {}) {
  const tries: string[] = [];
  for (let attempt = 1, now = START; ; attempt++) {
    const delivery = aWebhookDelivery({ giveUpAt: START + BUDGET, ...parts, attempt });
    const outcome = await send({ ...parts, attempt }, now);
    tries.push(outcome.kind === 'later' && outcome.unsure ? 'unsure' : outcome.kind);
    const end: Settlement['outcome'] = afterTry(delivery, outcome);
    if (end.kind !== 'later') return { end, tries, took: now - START };
    now = end.at;
  }
}

describe('the channel webhook', () => {
  test('happy: posts what the notification says, signed, with an id', async ({ expect }) => {
    const now = Date.now();
    const outcome = await send({ expiresAt: START + HOUR }, now);
    const [request] = server.requests;
    expect(outcome).toEqual({ kind: 'sent', reference: request?.headers['webhook-id'] });
    expect(request).toMatchObject({ method: 'POST', path: '/hook', headers: { 'content-type': 'application/json' } });
    expect(request?.headers['webhook-timestamp']).toBe(String(Math.floor(now / 1_000)));
    expect(verified(request, secret)).toEqual({
      type: 'notification',
      timestamp: new Date(1_795_000_000_000).toISOString(),
      data: {
        member: 'ada',
        notification: '01JD7Q3ZK0000000000000000A',
        type: 'message.received',
        title: 'Grace Hopper',
        body: 'The bug is in relay 70.',
        url: '/messages/7',
        badge: 3,
        urgent: false,
        expiresAt: new Date(START + HOUR).toISOString(),
      },
    });
  });

  test('happy: while its secret is changed it is signed with the one before as well', async ({ expect }) => {
    const before = newWebhookSecret();
    const provider = { ...aWebhookProvider(`${server.url}/hook`, secret), previousSecret: before };
    await sendWebhook(aWebhookDelivery(), provider, around(server.allow, { now: Date.now() }));
    const [request] = server.requests;
    expect(verified(request, secret)).toEqual(verified(request, before));
    expect(String(request?.headers['webhook-signature']).split(' ')).toHaveLength(2);
  });

  test('edge: a repeat has the same id; a reminder, another device and another member have others', async ({
    expect,
  }) => {
    const { message } = aWebhookDelivery();
    await send();
    await send({ attempt: 2, message: { ...message, badge: 4 } }, START + 1_000);
    await send({ ring: 1, message: { ...message, again: true } });
    await send({ device: 'other' });
    await send({ member: 'bob' });
    const ids = server.requests.map(({ headers }) => headers['webhook-id']);
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(4);
  });

  test.for(['', 'wrong', 'whsec_c2hvcnQ='])(
    'refusal: %j is no secret, and nothing is sent',
    async (wrong, { expect }) => {
      const provider = { ...aWebhookProvider(server.url), secret: wrong };
      const outcome = await sendWebhook(aWebhookDelivery(), provider, around(server.allow));
      expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider' });
      expect(JSON.stringify(outcome)).not.toContain(wrong || '""');
      expect(server.requests).toEqual([]);
    },
  );

  test('injection: what a member is called never gets into a header', async ({ expect }) => {
    const { message } = aWebhookDelivery();
    const wild = 'x\r\nwebhook-signature: v1,forged\r\n\u2028\u0000';
    expect(await send({ member: wild, device: wild, message: { ...message, title: wild } })).toMatchObject({
      kind: 'sent',
    });
    expect(verified(server.requests[0], secret)).toMatchObject({ data: { member: wild, title: wild } });
  });
});

const CASES: readonly {
  readonly name: string;
  readonly answers: readonly [Behaviour, ...Behaviour[]];
  readonly end: object;
  readonly tries: number;
  /** ms that must have passed at least, and at the most */
  readonly within?: readonly [number, number];
}[] = [
  { name: '200', answers: [OK], end: { kind: 'sent' }, tries: 1 },
  { name: '201', answers: [{ status: 201 }], end: { kind: 'sent' }, tries: 1 },
  { name: '202', answers: [{ status: 202 }], end: { kind: 'sent' }, tries: 1 },
  {
    name: '302',
    answers: [{ status: 302, headers: { Location: '/elsewhere' } }],
    end: { kind: 'refused', fault: 'provider', reason: 'http-302 redirect' },
    tries: 1,
  },
  { name: '400', answers: [{ status: 400, body: 'no' }], end: { kind: 'refused', reason: 'http-400: no' }, tries: 1 },
  { name: '401', answers: [{ status: 401 }], end: { kind: 'refused', fault: 'provider' }, tries: 1 },
  { name: '403', answers: [{ status: 403 }], end: { kind: 'refused', fault: 'provider' }, tries: 1 },
  { name: '404', answers: [{ status: 404 }], end: { kind: 'refused', fault: 'provider' }, tries: 1 },
  {
    name: '410',
    answers: [{ status: 410 }],
    end: { kind: 'refused', fault: 'provider', reason: GONE_FOR_GOOD },
    tries: 1,
  },
  { name: '413', answers: [{ status: 413 }], end: { kind: 'refused' }, tries: 1 },
  {
    name: '429 with seconds',
    answers: [{ status: 429, headers: { 'Retry-After': '120' } }, OK],
    end: { kind: 'sent' },
    tries: 2,
    within: [120_000, 132_000],
  },
  {
    name: '429 with a date',
    answers: [{ status: 429, headers: { 'Retry-After': new Date(START + HOUR).toUTCString() } }, OK],
    end: { kind: 'sent' },
    tries: 2,
    within: [HOUR - 1_000, HOUR * 1.1],
  },
  { name: '500 twice', answers: [{ status: 500 }, { status: 500 }, OK], end: { kind: 'sent' }, tries: 3 },
  { name: 'reset', answers: [{ fault: 'reset' }, OK], end: { kind: 'sent' }, tries: 2 },
  { name: 'accepted, then reset', answers: [{ fault: 'accepted-then-reset' }, OK], end: { kind: 'sent' }, tries: 2 },
  { name: 'slow drip of a success', answers: [{ fault: 'drip', status: 200 }], end: { kind: 'sent' }, tries: 1 },
  { name: 'slow drip of a refusal', answers: [{ fault: 'drip', status: 400 }], end: { kind: 'refused' }, tries: 1 },
  { name: 'huge body of a success', answers: [{ fault: 'flood', status: 200 }], end: { kind: 'sent' }, tries: 1 },
  { name: 'huge body of a refusal', answers: [{ fault: 'flood', status: 400 }], end: { kind: 'refused' }, tries: 1 },
  { name: 'huge body of a failure', answers: [{ fault: 'flood', status: 500 }, OK], end: { kind: 'sent' }, tries: 2 },
  { name: 'never answers', answers: [{ fault: 'silence' }, OK], end: { kind: 'sent' }, tries: 2 },
];

describe('a server of the tenant’s own, well and unwell', () => {
  test.for(CASES)('$name: after $tries', async ({ answers, end, tries, within }, { expect }) => {
    server.answerWith(...answers);
    const course = await courseOf();
    expect(course.end).toMatchObject(end);
    expect(course.tries).toHaveLength(tries);
    expect(server.requests).toHaveLength(tries);
    expect(server.requests.every(({ path }) => path === '/hook')).toBe(true);
    const [least, most] = within ?? [0, Number.POSITIVE_INFINITY];
    expect(course.took).toBeGreaterThanOrEqual(least);
    expect(course.took).toBeLessThanOrEqual(most);
  });

  test.for([429, 500, 503])(
    '%i for ever: given up when its budget is used up, not before',
    async (status, { expect }) => {
      server.answerWith({ status });
      const course = await courseOf();
      expect(course.end).toEqual({ kind: 'dead', reason: `http-${status}` });
      expect(course.took).toBeLessThanOrEqual(BUDGET);
      expect(course.took).toBeGreaterThan(BUDGET / 2);
      expect(new Set(server.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    },
  );

  test('what may have been taken is unsure, and its repeat has the same id', async ({ expect }) => {
    for (const fault of ['accepted-then-reset', 'silence'] as const) {
      server.clear();
      server.answerWith({ fault }, OK);
      expect((await courseOf()).tries).toEqual(['unsure', 'sent']);
      expect(new Set(server.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    }
  });

  test('one that is not there is tried later, and surely took nothing', async ({ expect }) => {
    const gone = await chaosServer();
    await gone.close();
    const outcome = await sendWebhook(aWebhookDelivery(), aWebhookProvider(gone.url, secret), around(gone.allow));
    expect(outcome).toMatchObject({ kind: 'later', reason: 'network-error ECONNREFUSED' });
    expect(outcome).not.toHaveProperty('unsure');
  });

  test('others are not held up by those that never answer', async ({ expect }) => {
    server.answerWith(({ body }) => (body.includes('"silent"') ? { fault: 'silence' } : OK));
    let ended = 0;
    const silent = Array.from({ length: 20 }, async () => {
      const provider = aWebhookProvider(server.url, secret);
      const slow = around(server.allow, { timeout: 2_000 });
      const outcome = await sendWebhook(aWebhookDelivery({ member: 'silent' }), provider, slow);
      ended++;
      return outcome;
    });
    const well = await Promise.all(Array.from({ length: 20 }, () => send()));
    expect(well.every(({ kind }) => kind === 'sent')).toBe(true);
    expect(ended).toBe(0);
    for (const outcome of await Promise.all(silent)) expect(outcome).toMatchObject({ kind: 'later', unsure: true });
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, test } from 'vitest';
import { nextTry, TRIED_FOR } from '../../src/channels/webhook/schedule.ts';
import { type OneTry, tellOnce } from '../../src/channels/webhook/tell.ts';
import type { TellMessage } from '../../src/contract/queue-message.ts';
import { WebhookDefinition, type WebhookState } from '../../src/contract/webhook.ts';
import { FAILS_FOR, stateAfter, turnedOn } from '../../src/registry/webhook-state.ts';
import { newWebhookSecret, sealWebhookSecret } from '../../src/registry/webhooks.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import { around, verified } from './webhook-samples.ts';

const START = Date.now();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEYS = { TOWER_SECRETS_KEY: 'a key of this test that is long enough' };
const OK: Behaviour = { status: 204 };
const secret = newWebhookSecret();
let server: ChaosServer;

beforeAll(async () => {
  server = await chaosServer();
});
afterAll(() => server.close());
beforeEach(() => {
  server.answerWith(OK);
  server.clear();
});

function aMessage(id = 'msg_1'): TellMessage {
  const message = {
    type: 'notification.sent',
    timestamp: new Date(START).toISOString(),
    data: { member: 'ada' },
  } as const;
  return { kind: 'webhook', tenant: 'test', webhook: 'crm', id, message };
}

function aWebhook(state: Partial<WebhookState> = {}, url = `${server.url}/hook`) {
  const definition = WebhookDefinition.parse({ url, events: ['notification.sent'] });
  return { name: 'crm', definition, state: { secret: sealWebhookSecret(KEYS, 'test', 'crm', secret), ...state } };
}

const tellIt = (webhook = aWebhook(), now = START, message = aMessage()) =>
  tellOnce(KEYS, webhook, message, around(server.allow, { now }));

/** Tells a message until it is told or given up, and how its webhook stands after it; the clock leaps from try to try. */
async function courseOf(first = aMessage(), began = START, before: WebhookState = aWebhook().state) {
  let state = before;
  const tries: number[] = [];
  for (let message = first, now = began; ; ) {
    const { told } = await tellIt(aWebhook(state), now, message);
    tries.push(now - began);
    state = stateAfter(state, told, now);
    const next = told.kind === 'failed' ? nextTry(message, now) : undefined;
    if (!next) return { end: told.kind, tries, state, took: now - began };
    message = next.message;
    now += next.delaySeconds * 1_000;
  }
}

const CASES: readonly {
  readonly name: string;
  readonly answers: readonly [Behaviour, ...Behaviour[]];
  readonly first: Partial<OneTry>;
  readonly end: 'told' | 'failed' | 'gone';
  readonly tries?: number;
}[] = [
  { name: '200', answers: [{ status: 200 }], first: { status: 200 }, end: 'told', tries: 1 },
  { name: '201', answers: [{ status: 201 }], first: { status: 201 }, end: 'told', tries: 1 },
  { name: '202', answers: [{ status: 202 }], first: { status: 202 }, end: 'told', tries: 1 },
  {
    name: '302',
    answers: [{ status: 302, headers: { Location: '/elsewhere' } }],
    first: { failure: 'http-302 redirect' },
    end: 'failed',
  },
  { name: '400', answers: [{ status: 400, body: 'no' }], first: { failure: 'http-400: no' }, end: 'failed' },
  { name: '401', answers: [{ status: 401 }], first: { failure: 'http-401' }, end: 'failed' },
  { name: '404', answers: [{ status: 404 }], first: { failure: 'http-404' }, end: 'failed' },
  { name: '410', answers: [{ status: 410 }], first: { told: { kind: 'gone' } }, end: 'gone', tries: 1 },
  { name: '413', answers: [{ status: 413 }], first: { failure: 'http-413' }, end: 'failed' },
  { name: '429', answers: [{ status: 429 }, OK], first: { failure: 'http-429' }, end: 'told', tries: 2 },
  { name: '500', answers: [{ status: 500 }, { status: 500 }, OK], first: { status: 500 }, end: 'told', tries: 3 },
  { name: '503 for ever', answers: [{ status: 503 }], first: { failure: 'http-503' }, end: 'failed' },
  { name: 'reset', answers: [{ fault: 'reset' }, OK], first: {}, end: 'told', tries: 2 },
  { name: 'accepted, then reset', answers: [{ fault: 'accepted-then-reset' }, OK], first: {}, end: 'told', tries: 2 },
  { name: 'slow drip of a success', answers: [{ fault: 'drip', status: 200 }], first: {}, end: 'told', tries: 1 },
  { name: 'huge body of a success', answers: [{ fault: 'flood', status: 200 }], first: {}, end: 'told', tries: 1 },
  { name: 'huge body of a failure', answers: [{ fault: 'flood', status: 500 }, OK], first: {}, end: 'told', tries: 2 },
  {
    name: 'never answers',
    answers: [{ fault: 'silence' }, OK],
    first: { failure: 'time-out' },
    end: 'told',
    tries: 2,
  },
];

describe('a server that is told what happens, well and unwell', () => {
  test.for(CASES)('$name: $end', async ({ answers, first, end, tries }, { expect }) => {
    server.answerWith(...answers);
    expect(await tellIt()).toMatchObject(first);
    server.clear();
    server.answerWith(...answers);
    const course = await courseOf();
    expect(course.end).toBe(end);
    if (tries !== undefined) expect(course.tries).toHaveLength(tries);
    expect(server.requests).toHaveLength(course.tries.length);
    expect(server.requests.every(({ path }) => path === '/hook')).toBe(true);
    expect(new Set(server.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    if (end === 'told') expect(course.state).toEqual(turnedOn(course.state));
    else expect(course.state.disabled).toMatch(end === 'gone' ? /410/ : /failed for 3 days: http-/);
    if (end === 'failed') expect(course.took).toBe(TRIED_FOR);
  });

  test('a message is signed, and with both secrets while one is being replaced', async ({ expect }) => {
    const old = newWebhookSecret();
    const previous = { secret: sealWebhookSecret(KEYS, 'test', 'crm', old), until: START + HOUR };
    await tellIt(aWebhook({ previous }));
    await tellIt(aWebhook({ previous }), START + HOUR);
    const [both, one] = server.requests;
    expect(verified(both, secret)).toEqual(aMessage().message);
    expect(verified(both, old)).toEqual(aMessage().message);
    expect(String(one?.headers['webhook-signature']).split(' ')).toHaveLength(1);
  });

  test('refusal: a secret that does not open signs nothing, and nothing is sent', async ({ expect }) => {
    const sealed = sealWebhookSecret(KEYS, 'test', 'other', secret);
    expect(await tellIt(aWebhook({ secret: sealed }))).toMatchObject({ failure: expect.stringMatching(/rotate/) });
    expect(server.requests).toEqual([]);
  });

  test('one that is down for two days loses nothing, and is not turned off', async ({ expect }) => {
    const messages = Array.from({ length: 50 }, (_each, number) => aMessage(`msg_${number}`));
    let up = false;
    server.answerWith(() => (up ? OK : { status: 503 }));
    let state = aWebhook().state;
    const queue = messages.map((message) => ({ message, at: START }));
    const told: string[] = [];
    while (queue.length > 0) {
      queue.sort((a, b) => a.at - b.at);
      const { message, at } = queue.shift() ?? { message: aMessage(), at: START };
      up = at >= START + 2 * DAY;
      const { told: outcome } = await tellIt(aWebhook(state), at, message);
      state = stateAfter(state, outcome, at);
      const next = outcome.kind === 'failed' ? nextTry(message, at) : undefined;
      if (outcome.kind === 'told') told.push(message.id);
      if (next) queue.push({ message: next.message, at: at + next.delaySeconds * 1_000 });
    }
    expect(told.toSorted()).toEqual(messages.map(({ id }) => id).toSorted());
    expect(state).toEqual(turnedOn(state));
  }, 30_000);
});

describe('how a webhook stands', () => {
  const failed = { kind: 'failed', reason: 'http-503' } as const;
  const fresh: WebhookState = { secret: 'sealed' };

  test('it changes when it begins to fail, works again, or has failed for three days, and else not', ({ expect }) => {
    const failing = stateAfter(fresh, failed, START);
    expect(failing).toEqual({ ...fresh, failingSince: START });
    expect(stateAfter(failing, failed, START + FAILS_FOR - 1)).toBe(failing);
    expect(stateAfter(failing, { kind: 'told' }, START + 1)).toEqual(fresh);
    expect(stateAfter(fresh, { kind: 'told' }, START)).toBe(fresh);
    const off = stateAfter(failing, failed, START + FAILS_FOR);
    expect(off).toMatchObject({ disabled: 'failed for 3 days: http-503' });
    expect(stateAfter(off, { kind: 'told' }, START + FAILS_FOR)).toBe(off);
    expect(turnedOn(off)).toEqual(fresh);
  });

  test('410 turns it off at once', ({ expect }) => {
    expect(stateAfter(fresh, { kind: 'gone' }, START).disabled).toMatch(/410/);
  });
});

describe('when something is tried again', () => {
  test('law: later and later, never beyond what a queue can wait, once at the very end, and then no more', ({
    expect,
  }) => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const pauses: number[] = [];
        let now = START;
        for (let next = nextTry(aMessage(id), now); next; next = nextTry(next.message, now)) {
          expect(next.delaySeconds).toBeGreaterThanOrEqual(1);
          expect(next.delaySeconds).toBeLessThanOrEqual(43_200);
          expect(next.message.tried).toEqual({ times: pauses.length + 1, since: START });
          pauses.push(next.delaySeconds);
          now += next.delaySeconds * 1_000;
        }
        expect(now).toBe(START + TRIED_FOR);
        const most = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 43_200];
        expect(pauses.slice(0, 8).every((pause, place) => pause <= (most[place] ?? 0))).toBe(true);
      }),
    );
  });

  test('edge: many that failed together do not come back together', ({ expect }) => {
    const tried = { times: 3, since: START };
    const pauses = Array.from({ length: 500 }, (_each, number) => {
      return nextTry({ ...aMessage(`msg_${number}`), tried }, START)?.delaySeconds ?? 0;
    });
    const quarters = [0, 1, 2, 3].map(
      (quarter) => pauses.filter((each) => Math.floor(each / 450.01) === quarter).length,
    );
    expect(Math.min(...quarters)).toBeGreaterThan(80);
  });
});

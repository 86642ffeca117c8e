import { afterAll, beforeAll, describe, test } from 'vitest';
import { afterTry } from '../../src/channels/after-try.ts';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import type { Settlement, WebPushDelivery } from '../../src/contract/delivery.ts';
import type { PushAnswer } from '../support/push-answer.ts';
import { type PushService, startPushService } from '../support/push-service.ts';
import { aConfig, aDelivery, addressOf } from './web-push-samples.ts';

const START = Date.now();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const identity = aConfig();
/** ms; a real one waits longer for a service that says nothing. */
const TIMEOUT = 250;
let service: PushService;

beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service.close());

/** How a delivery ended: its last outcome, and each try's, at moments of a clock that leaps from try to try. */
interface Course {
  readonly end: Settlement['outcome']['kind'];
  readonly tries: readonly string[];
  /** ms from the first try to the last */
  readonly took: number;
}

/** Tries until there is nothing left to try, as the deliver queue does, but without the waiting. */
async function courseOf(
  endpoint: WebPushDelivery['address'],
  parts: Partial<WebPushDelivery> = {},
  timeout = TIMEOUT,
): Promise<Course> {
  const config = { ...identity, allow: service.allow, timeout };
  const tries: string[] = [];
  for (let attempt = 1, now = START; ; attempt++) {
    const delivery = aDelivery(endpoint, { giveUpAt: START + DAY, ...parts, attempt });
    const outcome = await sendWebPush(delivery, config, now);
    tries.push(outcome.kind);
    const end = afterTry(delivery, outcome);
    if (end.kind !== 'later') return { end: end.kind, tries, took: now - START };
    now = end.at;
  }
}

/** A browser whose service answers so, one answer a try, the last one for ever. */
function browserOf(answers: readonly PushAnswer[]) {
  const browser = service.createSubscription({ applicationServerKey: identity.publicKey });
  browser.answerNextWith(...answers.slice(0, -1));
  browser.answerWith(answers.at(-1) ?? { status: 201 });
  return { id: browser.id, address: addressOf(browser.subscription) };
}

const CREATED: PushAnswer = { status: 201 };
const CASES: readonly {
  readonly name: string;
  readonly answers: readonly PushAnswer[];
  readonly end: Course['end'];
  readonly tries: number;
  readonly parts?: Partial<WebPushDelivery>;
  /** ms that must have passed at least, and at the most */
  readonly within?: readonly [number, number];
}[] = [
  { name: '200', answers: [{ status: 200 }], end: 'sent', tries: 1 },
  { name: '201', answers: [CREATED], end: 'sent', tries: 1 },
  { name: '202', answers: [{ status: 202 }], end: 'sent', tries: 1 },
  { name: '302', answers: [{ status: 302, headers: { Location: 'http://127.0.0.1:1/' } }], end: 'refused', tries: 1 },
  { name: '400', answers: [{ status: 400 }], end: 'refused', tries: 1 },
  { name: '401', answers: [{ status: 401 }], end: 'refused', tries: 1 },
  { name: '404', answers: [{ status: 404 }], end: 'gone', tries: 1 },
  { name: '410', answers: [{ status: 410 }], end: 'gone', tries: 1 },
  { name: '413', answers: [{ status: 413 }], end: 'refused', tries: 1 },
  {
    name: '429 with seconds, then 201',
    answers: [{ status: 429, headers: { 'Retry-After': '120' } }, CREATED],
    ...{ end: 'sent', tries: 2, within: [120_000, 132_000] },
  },
  {
    name: '429 with a date, then 201',
    answers: [{ status: 429, headers: { 'Retry-After': new Date(START + HOUR).toUTCString() } }, CREATED],
    ...{ end: 'sent', tries: 2, within: [HOUR - 1_000, HOUR * 1.1] },
  },
  {
    name: '429 with a second for ever, for ten minutes',
    answers: [{ status: 429, headers: { 'Retry-After': '1' } }],
    ...{ end: 'dead', tries: 12, parts: { giveUpAt: START + 600_000 }, within: [300_000, 600_000] },
  },
  { name: '500 twice, then 201', answers: [{ status: 500 }, { status: 500 }, CREATED], end: 'sent', tries: 3 },
  { name: 'reset, then 201', answers: [{ status: 201, fault: 'reset' }, CREATED], end: 'sent', tries: 2 },
  { name: 'slow drip of a success', answers: [{ status: 201, fault: 'drip' }], end: 'sent', tries: 1 },
  { name: 'slow drip of a refusal', answers: [{ status: 403, fault: 'drip' }], end: 'refused', tries: 1 },
  { name: 'huge body of a success', answers: [{ status: 201, fault: 'flood' }], end: 'sent', tries: 1 },
  {
    name: 'huge body of a failure, then 201',
    answers: [{ status: 500, fault: 'flood' }, CREATED],
    end: 'sent',
    tries: 2,
  },
  { name: 'no answer, then 201', answers: [{ status: 201, fault: 'silence' }, CREATED], end: 'sent', tries: 2 },
  { name: 'no answer, then 410', answers: [{ status: 201, fault: 'silence' }, { status: 410 }], end: 'gone', tries: 2 },
];

describe('a push service, well and unwell', () => {
  test.for(CASES)('$name: $end after $tries', async ({ answers, end, tries, within, parts }, { expect }) => {
    const { id, address } = browserOf(answers);
    const course = await courseOf(address, parts);
    expect(course).toMatchObject({ end });
    expect(course.tries).toHaveLength(tries);
    expect(service.requests.filter((each) => each.subscription === id)).toHaveLength(tries);
    const [least, most] = within ?? [0, Number.POSITIVE_INFINITY];
    expect(course.took).toBeGreaterThanOrEqual(least);
    expect(course.took).toBeLessThanOrEqual(most);
  });

  test('what was accepted before the connection broke is sent again, and replaces itself', async ({ expect }) => {
    const { id, address } = browserOf([{ status: 201, fault: 'reset' }, CREATED]);
    await courseOf(address);
    const both = service.requests.filter((each) => each.subscription === id);
    expect(new Set(both.map(({ message }) => message?.topic)).size).toBe(1);
    expect(new Set(both.map(({ message }) => JSON.parse(message?.payload ?? '{}').id)).size).toBe(1);
  });

  test('what would come after its expiry has expired, however often it could be tried', async ({ expect }) => {
    const { address } = browserOf([{ status: 503 }]);
    const course = await courseOf(address, { expiresAt: START + HOUR });
    expect(course.end).toBe('expired');
    expect(course.took).toBeLessThan(HOUR);
    const told = browserOf([{ status: 429, headers: { 'Retry-After': '7200' } }]);
    expect(await courseOf(told.address, { expiresAt: START + HOUR })).toMatchObject({
      end: 'expired',
      tries: ['later'],
    });
  });

  test('a service that is down for an hour loses nothing, and for two days ends in the dead letters', async ({
    expect,
  }) => {
    const { address } = browserOf([{ status: 503 }]);
    const config = { ...identity, allow: service.allow, timeout: TIMEOUT };
    for (let seed = 0; seed < 30; seed++) {
      const delivery = aDelivery(address, { notification: `n-${seed}`, giveUpAt: START + DAY });
      let [now, attempt] = [START, 1];
      for (; now < START + HOUR; attempt++) {
        const end = afterTry(delivery, await sendWebPush({ ...delivery, attempt }, config, now));
        expect(end.kind).toBe('later');
        now = end.kind === 'later' ? end.at : now;
      }
      // Within the next hour it is tried again, and gets through.
      expect(now).toBeLessThanOrEqual(START + 2 * HOUR);
      expect(attempt).toBeLessThan(40);
    }
    expect((await courseOf(address)).end).toBe('dead');
  });

  test('the others are not held up by those that never answer', async ({ expect }) => {
    const silent = Array.from({ length: 20 }, () => browserOf([{ status: 201, fault: 'silence' }, CREATED]));
    const well = Array.from({ length: 20 }, () => browserOf([CREATED]));
    let ended = 0;
    const held = silent.map(async ({ address }) => {
      const course = await courseOf(address, {}, 2_000);
      ended++;
      return course;
    });
    const courses = await Promise.all(well.map(({ address }) => courseOf(address)));
    expect(courses.every(({ end }) => end === 'sent')).toBe(true);
    expect(ended).toBe(0);
    for (const course of await Promise.all(held))
      expect(course).toMatchObject({ end: 'sent', tries: ['later', 'sent'] });
  });
});

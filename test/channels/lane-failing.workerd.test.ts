import { afterEach, describe, test, vi } from 'vitest';
import { deliver } from '../../src/channels/deliver.ts';
import { HOUR } from '../member/world.ts';
import { newLane } from './lane-world.ts';

afterEach(() => void vi.restoreAllMocks());
afterEach(() => void vi.unstubAllGlobals());

const MINUTE = 60_000;
const some = (count: number) => Array.from({ length: count }, (_each, number) => `member-${number}`);
const hostsOf = (asked: readonly { host: string }[]) => asked.map(({ host }) => host);

describe('a provider that fails', () => {
  test('happy: it is left alone after five failures, tried again by one, and then takes all', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    lane.answer('main', () => 503);
    await lane.send(some(12));
    await lane.drain();
    expect(lane.asked).toHaveLength(5);
    expect(await lane.stored('member-11')).toMatchObject({ state: 'later', reason: 'main: circuit-open' });
    const open = await lane.tenant.of.provider('main').health(lane.now());
    expect(open).toMatchObject({ circuit: 'open', failures: 5, reason: 'http-503' });

    lane.answer('main', () => 200);
    await lane.passUntil(lane.now() + 5 * MINUTE);
    expect(Object.values(await lane.states()).every((state) => state === 'sent')).toBe(true);
    expect(await lane.tenant.of.provider('main').health(lane.now())).toEqual({ circuit: 'closed', failures: 0 });
    const [sixth] = lane.asked.slice(5);
    expect((sixth?.at ?? 0) - (lane.asked[0]?.at ?? 0)).toBeGreaterThanOrEqual(30_000);
  });

  test('edge: while one is left alone the next takes everything, without asking it', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.provide('backup', { order: 1 });
    lane.answer('main', () => 500);
    await lane.send(some(20));
    await lane.drain();
    expect(lane.asked.filter(({ host }) => host === 'main')).toHaveLength(5);
    expect(lane.asked.filter(({ host }) => host === 'backup')).toHaveLength(20);
  });

  test('happy: an operator who mends it need not wait', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    lane.answer('main', () => 503);
    await lane.send(some(6));
    await lane.drain();
    lane.answer('main', () => 200);
    await lane.provide('main');
    expect(await lane.tenant.of.provider('main').health(lane.now())).toEqual({ circuit: 'closed', failures: 0 });
  });

  test('a provider that is down for an hour loses nothing, and everything is sent exactly once after', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main');
    const up = lane.now() + HOUR;
    lane.answer('main', ({ at }) => (at < up ? 503 : 200));
    const members = some(15);
    await lane.send(members);
    await lane.passUntil(up + 2 * HOUR);
    const sent = lane.asked.filter(({ at }) => at >= up).map(({ member }) => member);
    expect(sent.toSorted()).toEqual(members.toSorted());
    expect(Object.values(await lane.states()).every((state) => state === 'sent')).toBe(true);
    expect(lane.dead).toEqual([]);
    // Five before it opened, then one at each of its trials.
    expect(lane.asked.filter(({ at }) => at < up).length).toBeLessThan(20);
  });

  test('edge: content that expires meanwhile has expired, and is no dead letter', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    lane.answer('main', () => 503);
    await lane.send(some(8), {}, lane.now() + 10 * MINUTE);
    await lane.passUntil(lane.now() + 2 * HOUR);
    expect(new Set(Object.values(await lane.states()))).toEqual(new Set(['expired']));
    expect(lane.dead).toEqual([]);
  });

  test('refusal: what an escalation waits for is given up within ten minutes, and the next step goes at once', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main');
    lane.answer('main', () => 503);
    const began = lane.now();
    const escalate = [
      { channel: 'webhook', after: 0 },
      { channel: 'email', after: HOUR },
    ] as const;
    await lane.tenant.of.member('ada').putProfile({ email: 'ada@example.com' }, began);
    await lane.send(['ada'], { class: 'transactional', channels: ['webhook', 'email'], escalate });
    await lane.passUntil(began + 11 * MINUTE);
    expect(lane.dead.map(({ reason }) => reason)).toEqual([
      'webhook: main: http-503',
      'email: no provider for email: PUT /v1/providers/{name}',
    ]);
    expect(Math.max(...lane.asked.map(({ at }) => at))).toBeLessThanOrEqual(began + 10 * MINUTE);
  });
});

describe('pace and places', () => {
  test('happy: so many a second, one by one, however many there are', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main', { rate: { perSecond: 0.1 }, parallel: 100 });
    await lane.send(some(20));
    await lane.passUntil(lane.now() + 10 * MINUTE);
    const moments = lane.asked.map(({ at }) => at);
    expect(moments).toHaveLength(20);
    const steps = moments.slice(1).map((at, place) => at - (moments[place] ?? 0));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(9_999);
    expect(Math.max(...steps)).toBeLessThan(13_000);
    expect(Object.values(await lane.states()).every((state) => state === 'sent')).toBe(true);
  });

  test('edge: what waited for room has not been tried, and comes at the moment that it was told', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main', { rate: { perSecond: 0.1 } });
    await lane.send(['ada', 'bob']);
    await lane.drain();
    const waiting = (await lane.stored('ada'))?.state === 'later' ? 'ada' : 'bob';
    expect(await lane.stored(waiting)).toMatchObject({ attempt: 1, reason: 'no-room', at: lane.now() + 10_000 });
    await lane.passUntil(lane.now() + 11_000);
    expect(await lane.stored(waiting)).toMatchObject({ state: 'sent', attempt: 1 });
  });

  test('happy: no room at one of an order is room at the other', async ({ expect }) => {
    const lane = await newLane();
    for (const name of ['one', 'two']) await lane.provide(name, { rate: { perSecond: 0.01 } });
    await lane.send(some(2));
    await lane.drain();
    expect(hostsOf(lane.asked).toSorted()).toEqual(['one', 'two']);
  });

  test('edge: no room at the least order waits for it, the next is for when it fails', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main', { rate: { perSecond: 0.1 } });
    await lane.provide('dear', { order: 1 });
    await lane.send(some(3));
    await lane.passUntil(lane.now() + MINUTE);
    expect(hostsOf(lane.asked)).toEqual(['main', 'main', 'main']);
  });

  test('edge: no more under way at once than it takes, the others wait', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main', { parallel: 2 });
    const { promise, resolve } = Promise.withResolvers<number>();
    lane.answer('main', () => promise);
    await lane.send(some(4));
    const consumed = lane.queue.splice(0).map((message) => deliver(lane.env, message, lane.now()));
    await vi.waitFor(() => expect(lane.asked).toHaveLength(2));
    resolve(200);
    await Promise.all(consumed);
    await lane.passUntil(lane.now() + MINUTE);
    expect(Object.values(await lane.states()).every((state) => state === 'sent')).toBe(true);
    expect(lane.asked).toHaveLength(4);
  });
});

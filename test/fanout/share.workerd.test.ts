import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import type { LaneMessage } from '../../src/contract/queue-message.ts';
import type { Share } from '../../src/fanout/share.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';
import { type Ledgers, newLedgers } from './ledgers.ts';
import { failing, randomOf } from './world.ts';

afterEach(() => void vi.restoreAllMocks());
const tenantName = () => `tenant-${crypto.randomUUID()}`;
/** As many as use all the credit of a fan-out. */
const LARGE = 16_000;
const manyCalls = { timeout: 120_000 };

/** Consumes everything, in order; gives the fan-outs in the order in which their last batches were consumed. */
async function drain(ledgers: Ledgers, until: (ended: readonly string[]) => boolean = () => false): Promise<string[]> {
  const last: string[] = [];
  for (let next = ledgers.queue.shift(); next && !until(last); next = ledgers.queue.shift()) {
    await ledgers.consume(next);
    if (next.kind === 'events') continue;
    const { tenant, event } = next;
    if (ledgers.queue.some((message) => message.kind !== 'events' && message.event === event)) continue;
    if ((await ledgers.of(tenant, event).progress())?.state === 'done') last.push(event);
  }
  return last;
}

/** Starts so many fan-outs of one tenant. */
async function flood(ledgers: Ledgers, tenant: string, count: number, audience = LARGE): Promise<string[]> {
  const events: string[] = [];
  for (let index = 0; index < count; index++) events.push(await ledgers.start(tenant, audience));
  return events;
}

const eventsIn = (queue: readonly LaneMessage[]) =>
  new Set(queue.flatMap((message) => (message.kind === 'events' ? [] : [message.event])));

describe('fan-outs of several tenants', () => {
  test(
    'happy: the one of another is done before the tenth of fifty that came before it',
    manyCalls,
    async ({ expect }) => {
      const [many, one] = [tenantName(), tenantName()];
      const ledgers = newLedgers();
      const share = stubs(bindings, many).share('bulk');
      const before = await flood(ledgers, many, 50);
      const other = await ledgers.start(one, LARGE);
      expect(await share.standing()).toEqual({ underway: 4, waiting: 46 });
      expect(eventsIn(ledgers.queue)).toEqual(new Set([...before.slice(0, 4), other]));
      expect((await ledgers.of(many, before[49] ?? '').progress())?.state).toBe('fanning-out');

      const ended = await drain(ledgers, (all) => all.includes(other));
      expect(ended.filter((event) => before.includes(event)).length).toBeLessThan(10);
      expect(ended).toContain(other);
      expect((await share.standing()).underway).toBe(4);
    },
  );

  test(
    'happy: in one lane they go in turn, first come, first served, until all are done',
    manyCalls,
    async ({ expect }) => {
      const tenant = tenantName();
      const ledgers = newLedgers();
      const events = await flood(ledgers, tenant, 9, 4_000 * 4);
      const share = stubs(bindings, tenant).share('bulk');
      const ended = await drain(ledgers);
      expect(ended.toSorted()).toEqual(events.toSorted());
      for (const [place, event] of ended.entries()) expect(Math.abs(events.indexOf(event) - place)).toBeLessThan(5);
      expect(await share.standing()).toEqual({ underway: 0, waiting: 0 });
    },
  );

  test('happy: what is small does not wait for a place of a large one, and one batch needs none', async ({
    expect,
  }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    await flood(ledgers, tenant, 3);
    await flood(ledgers, tenant, 10, 1_000);
    await flood(ledgers, tenant, 20, 250);
    const share = stubs(bindings, tenant).share('bulk');
    expect(await share.standing()).toEqual({ underway: 13, waiting: 0 });
    expect(eventsIn(ledgers.queue).size).toBe(33);
    await ledgers.start(tenant, LARGE);
    expect(await share.standing()).toEqual({ underway: 13, waiting: 1 });
    // Another lane has a line of its own.
    const live = await ledgers.start(tenant, LARGE, 8, 'live');
    expect(eventsIn(ledgers.queue).has(live)).toBe(true);
  });

  test('happy: one that is paused or cancelled leaves its place to the next', manyCalls, async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    const events = await flood(ledgers, tenant, 6);
    const [first = '', second = ''] = events;
    const share = stubs(bindings, tenant).share('bulk');
    expect(await ledgers.of(tenant, first).steer('pause', ledgers.now())).toMatchObject({ state: 'paused' });
    expect(await ledgers.of(tenant, second).steer('cancel', ledgers.now())).toMatchObject({ state: 'cancelled' });
    expect(await share.standing()).toEqual({ underway: 4, waiting: 0 });
    const resumed = await ledgers.of(tenant, first).steer('resume', ledgers.now());
    expect(resumed).toMatchObject({ state: 'fanning-out', messages: [] });
    expect(await share.standing()).toEqual({ underway: 4, waiting: 1 });
    const ended = await drain(ledgers);
    expect(ended.toSorted()).toEqual(events.filter((event) => event !== second).toSorted());
    expect(await ledgers.of(tenant, first).progress()).toMatchObject({ state: 'done', offered: LARGE });
  });
});

describe('a line that is not told', () => {
  test('of an end: the ledger tells it again', manyCalls, async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    const events = await flood(ledgers, tenant, 5, LARGE);
    ledgers.replace({ SHARE: failing(bindings.SHARE, 'leave', { times: 4 }) });
    expect(await drain(ledgers)).toHaveLength(4);
    const share = stubs(bindings, tenant).share('bulk');
    expect(await share.standing()).toEqual({ underway: 4, waiting: 1 });
    for (const event of events.slice(0, 4)) await ledgers.fireAlarm(tenant, event, 1_000);
    expect(await share.standing()).toEqual({ underway: 1, waiting: 0 });
    expect(await drain(ledgers)).toEqual(events.slice(4));
  });

  test('of anything, for ever: its lease ends, and whoever waits asks for the turn', manyCalls, async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    const share = stubs(bindings, tenant).share('bulk');
    for (let index = 0; index < 4; index++) await share.enter(`lost-${index}`, 64, false, ledgers.now());
    const [event = ''] = await flood(ledgers, tenant, 1);
    expect(ledgers.queue).toEqual([]);
    await evictDurableObject(share);
    await ledgers.fireAlarm(tenant, event, 299_000);
    expect(ledgers.queue).toEqual([]);
    await ledgers.fireAlarm(tenant, event, 302_000);
    expect(await share.standing()).toEqual({ underway: 1, waiting: 0 });
    expect(await drain(ledgers)).toEqual([event]);
  });

  test('of a beginning: it is accepted, and its alarm asks again', async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    ledgers.replace({ SHARE: failing(bindings.SHARE, 'enter', { times: 1, after: true }) });
    const event = await ledgers.start(tenant, LARGE);
    expect(ledgers.queue).toEqual([]);
    expect((await ledgers.of(tenant, event).progress())?.state).toBe('fanning-out');
    await ledgers.fireAlarm(tenant, event, 1_000);
    expect(await drain(ledgers)).toEqual([event]);
  });

  test.for([1, 2, 3])(
    'seed %i: with messages, words to the line and turns lost, and objects put away, all end the same',
    manyCalls,
    async (seed, { expect }) => {
      const random = randomOf(seed);
      const tenant = tenantName();
      const ledgers = newLedgers();
      const share = stubs(bindings, tenant).share('bulk');
      const events = await flood(ledgers, tenant, 7);
      const isOpen = async (event: string) => (await ledgers.of(tenant, event).progress())?.state !== 'done';
      for (let round = 0; round < 200; round++) {
        const open: string[] = [];
        for (const event of events) if (await isOpen(event)) open.push(event);
        if (open.length === 0) break;
        const method = random() < 0.5 ? 'enter' : 'leave';
        const after = random() < 0.5;
        ledgers.replace({ SHARE: failing(bindings.SHARE, method, { times: Math.floor(random() * 3), after }) });
        const FANOUT = failing(bindings.FANOUT, 'go', { times: Math.floor(random() * 2), after });
        await runInDurableObject(share, (instance: Share) => {
          Object.assign(instance, { env: { ...bindings, FANOUT } });
        });
        while (ledgers.queue.length > 0) {
          const [message] = ledgers.queue.splice(Math.floor(random() * ledgers.queue.length), 1);
          const fate = random();
          if (!message || fate < 0.05) continue;
          if (fate < 0.1) ledgers.queue.push(message);
          await ledgers.consume(message);
        }
        expect((await share.standing()).underway).toBeLessThanOrEqual(4);
        if (random() < 0.3) await evictDurableObject(share);
        for (const event of open) await ledgers.fireAlarm(tenant, event, 120_000);
      }
      for (const event of events) {
        await ledgers.fireAlarm(tenant, event, 600_000);
        const end = { state: 'done', considered: LARGE, offered: LARGE };
        expect(await ledgers.of(tenant, event).progress()).toMatchObject(end);
      }
      expect(await share.standing()).toEqual({ underway: 0, waiting: 0 });
    },
  );

  test(
    'refusal: a turn for a fan-out that is not there, or is over, goes to the next',
    manyCalls,
    async ({ expect }) => {
      const tenant = tenantName();
      const ledgers = newLedgers();
      const share = stubs(bindings, tenant).share('bulk');
      for (let index = 0; index < 4; index++) await share.enter(`busy-${index}`, 64, false, ledgers.now());
      for (let index = 0; index < 4; index++) await share.enter(`unknown-${index}`, 64, false, ledgers.now());
      const [event = ''] = await flood(ledgers, tenant, 1);
      expect(await share.standing()).toEqual({ underway: 4, waiting: 5 });
      await share.leave('busy-0', ledgers.now());
      expect(await share.standing()).toEqual({ underway: 4, waiting: 0 });
      expect(eventsIn(ledgers.queue)).toEqual(new Set([event]));
    },
  );
});

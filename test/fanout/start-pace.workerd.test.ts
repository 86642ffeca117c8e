import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { putEdges } from '../../src/audience/put-edges.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { bookStart } from '../../src/fanout/book-start.ts';
import { Booking } from '../../src/fanout/booking.ts';
import { Store } from '../../src/fanout/share-store.ts';
import { START_PACES } from '../../src/fanout/start-pace.ts';
import { acceptEvents } from '../../src/ingest/accept.ts';
import { type Stubs, stubs } from '../../src/platform/stubs.ts';
import { bindings, newTenant } from '../http/world.ts';
import { take } from './take.ts';
import { type FanoutWorld, failing, holders, newWorld, people, type Sent, timesReceived } from './world.ts';

afterEach(() => void vi.restoreAllMocks());
const manyObjects = { timeout: 240_000 };
/** Starts at once in the live lane, and each second after. */
const [BURST, RATE] = [256, 200];

/** Has another flood of the tenant stand before what it posts next: for about so many seconds. */
async function flood(of: Stubs, seconds: number): Promise<void> {
  await of.share('live').book(BURST + RATE * seconds - 1);
}

/** A world whose next post, to so many, waits a minute. */
async function worldThatWaits(count: number) {
  const world = await newWorld();
  const members = people(count);
  await world.follow(members, 'star');
  await flood(world.tenant.of, 60);
  return { world, members };
}

/** Posts so many events of a tenant to the followers of one node, in requests of a hundred. */
async function postMany(world: FanoutWorld, tenant: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) {
    const events = Array.from({ length: Math.min(100, count - ids.length) }, () => ({
      id: crypto.randomUUID(),
      source: 'test',
      type: 'post',
      data: { actor: 'star' },
    }));
    const later: Promise<unknown>[] = [];
    const posted = { tenant, settings: TenantSettings.parse({}), events, now: Date.now() };
    const answers = await acceptEvents(world.env, posted, (work) => later.push(work));
    await Promise.all(later);
    if (answers === 'key-reused') throw new Error('No key was used');
    ids.push(...answers.map((answer) => (answer.kind === 'accepted' ? answer.id : '')));
  }
  return ids;
}

const eventOf = ({ message }: Sent) => (message.kind === 'events' ? '' : message.event);

/** Consumes what is due at once, in order; gives the events whose batches were offered. */
async function drainDue(world: FanoutWorld): Promise<string[]> {
  const offered: string[] = [];
  for (;;) {
    const place = world.sent.findIndex(({ delaySeconds }) => delaySeconds === 0);
    const [sent] = place < 0 ? [] : world.sent.splice(place, 1);
    if (!sent) return offered;
    await world.consume(sent);
    if (sent.message.kind === 'batch') offered.push(sent.message.event);
  }
}

describe('very many small fan-outs', () => {
  test(
    'happy: that of another tenant stands behind the burst of eight hundred, not behind all',
    manyObjects,
    async ({ expect }) => {
      const world = await newWorld();
      const other = await newTenant();
      await world.follow(['ada'], 'star');
      await putEdges(other.of, [{ from: 'grace', to: 'star', kind: 'follow', strength: 1 }]);
      const many = await postMany(world, world.tenant.name, 800);
      const [one = ''] = await postMany(world, other.name, 1);

      // Each has one message, in the order in which they came, at the pace of the lane.
      expect(world.sent.map(eventOf).toSorted()).toEqual([...many, one].toSorted());
      const perSecond = Map.groupBy(
        world.sent.filter((sent) => eventOf(sent) !== one),
        ({ delaySeconds }) => delaySeconds,
      );
      expect(perSecond.get(0)?.length).toBe(BURST);
      expect([...perSecond.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
      for (const [second, sent] of perSecond) if (second > 0) expect(sent.length).toBeLessThanOrEqual(RATE);
      const delays = new Map(world.sent.map((sent) => [eventOf(sent), sent.delaySeconds]));
      // Requests of a hundred each, in order; inside one they are started side by side.
      const firstOf = (request: number) =>
        Math.min(...many.slice(100 * request, 100 * request + 100).map((id) => delays.get(id) ?? -1));
      for (let request = 1; request < 8; request++) {
        expect(firstOf(request)).toBeGreaterThanOrEqual(firstOf(request - 1));
      }
      expect(delays.get(one)).toBe(0);

      const offered = await drainDue(world);
      expect(offered).toHaveLength(BURST + 1);
      expect(await other.of.fanout(one).progress()).toMatchObject({ state: 'done', offered: 1 });
      const last = world.sent.at(-1);
      if (!last) throw new Error('Nothing waits');
      expect(await world.tenant.of.fanout(eventOf(last)).progress()).toMatchObject({
        state: 'fanning-out',
        offered: 0,
      });
      await world.consume(last);
      await drainDue(world);
      expect(await world.tenant.of.fanout(eventOf(last)).progress()).toMatchObject({ state: 'done', offered: 1 });
    },
  );

  test('happy: below the pace they wait for nothing, and the tenant has no row for it', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(3), 'star');
    const ids = await postMany(world, world.tenant.name, 40);
    expect(world.sent.map(({ delaySeconds }) => delaySeconds)).toEqual(ids.map(() => 0));
    const kept = await runInDurableObject(world.tenant.of.share('live'), (_instance, { storage }) => ({
      tables: storage.sql.exec('select name from sqlite_master').toArray(),
      values: [...storage.kv.list()],
    }));
    expect(kept).toEqual({ tables: [], values: [] });
  });

  test('happy: a busy Worker asks for one start of ten; a lane has a pace of its own', async ({ expect }) => {
    const now = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(now);
    const tenant = `tenant-${crypto.randomUUID()}`;
    let calls = 0;
    // It fails never, and counts.
    const SHARE = failing(bindings.SHARE, 'book', { where: () => ++calls < 0 });
    const of = stubs({ ...bindings, SHARE }, tenant);
    const waits: number[] = [];
    for (let start = 0; start < 500; start++) waits.push(await bookStart(of, 'live', now));
    expect(waits).toEqual(waits.toSorted((a, b) => a - b));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(BURST);
    expect(waits.at(-1)).toBe(((500 - BURST) * 1_000) / RATE);
    expect(calls).toBeLessThan(500 / 10);
    expect(await bookStart(of, 'urgent', now)).toBe(0);
    // What was leased and not used for a second is not used at all: others begin before it by then.
    expect(await bookStart(of, 'live', now + 1_001)).toBeGreaterThan(0);
  });

  test('edge: many starts at once book what they need, and nothing that nobody uses', async ({ expect }) => {
    const now = Date.now();
    vi.spyOn(Date, 'now').mockReturnValue(now);
    const of = stubs(bindings, `tenant-${crypto.randomUUID()}`);
    const waits: number[] = [];
    for (let wave = 0; wave < 4; wave++) {
      waits.push(...(await Promise.all(Array.from({ length: 100 }, () => bookStart(of, 'live', now)))));
    }
    // One block of ten may be left over.
    expect(Math.max(...waits)).toBeLessThanOrEqual(((400 + 10 - BURST) * 1_000) / RATE);
  });

  test('edge: what was booked stays booked when the object is put away', async ({ expect }) => {
    const now = Date.now();
    const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
    const share = stubs(bindings, `tenant-${crypto.randomUUID()}`).share('live');
    const last = (await share.book(BURST + 60 * RATE)).at(-1) ?? 0;
    expect(last).toBe(60_000);
    await evictDurableObject(share);
    const [after = 0] = await share.book(1);
    expect(after).toBeGreaterThan(last);
    expect(after).toBeLessThan(last + 11_000);
    // When its time has come the pace is that of a quiet tenant.
    clock.mockReturnValue(now + 100_000);
    await evictDurableObject(share);
    expect(await share.book(BURST + 1)).toEqual([...Array.from({ length: BURST }, () => 0), 5]);
  });

  test('edge: a flood that is laid out for a minute takes a row for each ten seconds of it', async ({ expect }) => {
    const share = stubs(bindings, `tenant-${crypto.randomUUID()}`).share('live');
    const written = await runInDurableObject(share, (_instance, { storage }) => {
      const store = new Store(storage);
      const writes = vi.spyOn(store, 'keepBooked');
      const booking = new Booking(store, START_PACES.live);
      for (let start = 0; start < BURST + 60 * RATE; start++) booking.book(1, 1_000_000);
      return writes.mock.calls.length;
    });
    expect(written).toBe(5);
  });
});

describe('a small fan-out that waits', () => {
  test('happy: it is not taken for stalled; its message comes at its moment', async ({ expect }) => {
    const { world, members } = await worldThatWaits(5);
    const event = await world.post({ actor: 'star' });
    expect(world.sent).toMatchObject([{ lane: 'live', delaySeconds: 60, message: { kind: 'slice', event } }]);
    const slice = take(world);
    for (const ms of [1_000, 30_000, 28_000]) await world.fireAlarm(ms);
    expect(world.sent).toEqual([]);
    const waiting = { state: 'fanning-out', audience: 5, considered: 0, offered: 0 };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(waiting);
    await world.consume(slice);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });

  test('edge: a Worker that dies after the ledger and before the message: the alarm sends it, not sooner', async ({
    expect,
  }) => {
    const { world, members } = await worldThatWaits(5);
    world.breakSends(1);
    const event = await world.post({ actor: 'star' });
    world.sent.length = 0;
    await world.fireAlarm(60_500);
    expect(world.sent).toEqual([]);
    await world.fireAlarm(1_000);
    expect(world.sent).toMatchObject([{ delaySeconds: 0, message: { kind: 'slice', event } }]);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });

  test.for([false, true])(
    'edge: a Worker that dies while it books or starts (%s): the event is started again, and offered once',
    async (after, { expect }) => {
      const { world, members } = await worldThatWaits(4);
      const { SHARE, FANOUT } = world.env;
      const broken = after
        ? { FANOUT: failing(FANOUT, 'start', { times: 1, after }) }
        : { SHARE: failing(SHARE, 'book', { times: 1 }) };
      await world.replace(broken);
      const event = await world.post({ actor: 'star' });
      await world.replace({ SHARE, FANOUT });
      expect(world.sent.map(({ message }) => message.kind)).toEqual(['events']);
      await world.drain();
      expect(await world.progress()).toMatchObject({ state: 'done', offered: 4 });
      expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
    },
  );

  test('edge: beyond what a queue keeps back only the alarm knows it', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(2), 'star');
    for (let hour = 0; hour < 13; hour++) await world.tenant.of.share('live').book(3_600 * RATE);
    await world.post({ actor: 'star' });
    expect(world.sent).toEqual([]);
    await world.fireAlarm(12 * 3_600_000);
    expect(world.sent).toEqual([]);
    await world.fireAlarm(3_600_000);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 2 });
  });

  test('refusal: recalled meanwhile, nobody is offered it', async ({ expect }) => {
    const { world, members } = await worldThatWaits(5);
    const event = await world.post({ actor: 'star' });
    expect(await world.recall()).toEqual({ id: event, state: 'done' });
    await world.drain();
    await world.fireAlarm(120_000);
    expect(world.sent).toEqual([]);
    expect(await holders(world.tenant, members, event)).toEqual([]);
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 0));
  });

  test('refusal: cancelled meanwhile, nobody is offered it', async ({ expect }) => {
    const { world, members } = await worldThatWaits(5);
    const event = await world.post({ actor: 'star' });
    expect(await world.steer('cancel')).toEqual({ id: event, state: 'cancelled' });
    await world.drain();
    await world.fireAlarm(120_000);
    expect(await world.progress()).toMatchObject({ state: 'cancelled', considered: 0, offered: 0 });
    expect(await world.steer('cancel')).toEqual({ id: event, state: 'cancelled' });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 0));
  });

  test('refusal: paused and resumed meanwhile, it is no sooner; resumed later, it goes on at once', async ({
    expect,
  }) => {
    const { world, members } = await worldThatWaits(5);
    const event = await world.post({ actor: 'star' });
    const slice = take(world);
    expect(await world.steer('pause')).toEqual({ id: event, state: 'paused' });
    expect(await world.steer('resume')).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toEqual([]);
    await world.fireAlarm(2_000);
    expect(world.sent).toEqual([]);
    await world.steer('pause');
    await world.fireAlarm(58_000);
    await world.consume(slice);
    expect(await world.progress()).toMatchObject({ state: 'paused', offered: 0 });
    await world.steer('resume');
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });
});

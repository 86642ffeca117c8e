import { afterEach, describe, test, vi } from 'vitest';
import { take, takeBatch } from './take.ts';
import { failing, newWorld, people, randomOf, timesReceived } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('messages that are repeated, reordered and lost', () => {
  test.for([1, 2, 3, 4, 5, 6])('seed %i: the end is the same as without', async (seed, { expect }) => {
    const random = randomOf(seed);
    const world = await newWorld();
    const members = people(60);
    await world.follow(members, 'star');
    const event = await world.post(
      seed % 3 === 0 ? { recipients: [...members, ...people(120).slice(60)] } : { actor: 'star' },
    );
    const everybody = seed % 3 === 0 ? people(120) : members;

    for (let round = 0; round < 60 && (await world.progress())?.state !== 'done'; round++) {
      while (world.sent.length > 0) {
        const place = Math.floor(random() * world.sent.length);
        const [sent] = world.sent.splice(place, 1);
        const fate = random();
        if (!sent || fate < 0.25) continue;
        if (fate < 0.5) world.sent.push(sent);
        if (random() < 0.1) world.breakSends(1);
        // What throws is not acked; here it is lost as well, which is worse.
        await world.consume(sent, 7).catch(() => {});
        world.breakSends(0);
      }
      await world.fireAlarm();
    }
    expect(await world.progress()).toMatchObject({
      state: 'done',
      considered: everybody.length,
      offered: everybody.length,
      decisions: { send: everybody.length },
    });
    expect([...(await timesReceived(world.tenant, everybody, event)).values()]).toEqual(everybody.map(() => 1));

    await world.fireAlarm();
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({
      events: 1,
      pending: 0,
      decisions: { send: everybody.length },
    });
  });

  test('two consumers of one message at the same time count it once', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(20), 'star');
    await world.post({ actor: 'star' });
    const slice = take(world);
    await Promise.all([world.consume(slice, 6), world.consume(slice, 6)]);
    const batches = world.sent.splice(0);
    expect(new Set(batches.map(({ message }) => JSON.stringify(message))).size).toBe(batches.length);
    await Promise.all(batches.flatMap((batch) => [world.consume(batch), world.consume(batch)]));
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 20, offered: 20 });
  });
});

describe('crashes', () => {
  test('after the ledger, before the first message: the alarm sends it', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(5), 'star');
    world.breakSends(1);
    const event = await world.post({ actor: 'star' });
    expect(world.sent.map(({ message }) => message.kind)).toEqual(['events']);
    world.sent.length = 0;
    await world.fireAlarm();
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'done', offered: 5 });
  });

  test('after a page is in the ledger, before its batches are sent: the slice goes on and the alarm sends them', async ({
    expect,
  }) => {
    const world = await newWorld();
    await world.follow(people(30), 'star');
    await world.post({ actor: 'star' });
    const slice = take(world);
    world.breakSends(1);
    await expect(world.consume(slice, 10)).rejects.toThrow('the queue is down');
    await world.consume(slice, 10);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'fanning-out', considered: 30, offered: 20 });
    await world.fireAlarm();
    expect(world.sent).toMatchObject([{ message: { kind: 'batch', batch: '0.0' } }]);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 30, offered: 30 });
  });

  test.for([false, true])(
    'after the offers, around the report (%s): the repeat counts once',
    async (after, { expect }) => {
      const world = await newWorld();
      const members = people(10);
      await world.follow(members, 'star');
      const event = await world.post({ actor: 'star' });
      const batch = await takeBatch(world);
      const { FANOUT } = world.env;
      await world.replace({ FANOUT: failing(FANOUT, 'batchDone', { times: 1, after }) });
      await expect(world.consume(batch)).rejects.toThrow('batchDone crashed');
      await world.consume(batch);
      expect(await world.progress()).toMatchObject({ state: 'done', offered: 10, decisions: { send: 10 } });
      expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
    },
  );

  test('after the last batch, before the event log hears of it: the next alarm tells it', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(4), 'star');
    await world.post({ actor: 'star' });
    await world.drain();
    await world.replace({ EVENT_LOG: failing(world.env.EVENT_LOG, 'finish', { times: 1 }) });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(1);
    await world.fireAlarm();
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ pending: 0, decisions: { send: 4 } });
  });
});

describe('recipients whose objects throw', () => {
  test('they stop nobody, are tried again later and later, end as one dead letter, and can be replayed', async ({
    expect,
  }) => {
    const world = await newWorld();
    const members = people(12);
    await world.follow(members, 'star');
    const event = await world.post({ actor: 'star' });
    const { MEMBER } = world.env;
    const isBad = (name: string) => name.endsWith('member-3') || name.endsWith('member-7');
    await world.replace({ MEMBER: failing(MEMBER, 'offer', { where: isBad }) });

    const slice = take(world);
    await world.consume(slice);
    const pauses: number[] = [];
    for (let next = world.sent.shift(); next; next = world.sent.shift()) {
      await world.consume(next);
      pauses.push(...world.sent.map(({ delaySeconds }) => delaySeconds));
      expect((await world.progress())?.offered).toBe(10);
    }
    expect(pauses).toEqual([5, 10, 20, 40]);
    expect(world.dead).toEqual([
      {
        kind: 'dead',
        lane: 'live',
        reason: '2 members could not be asked',
        message: { kind: 'batch', tenant: world.tenant.name, event, batch: '0.0' },
      },
    ]);
    expect(await world.progress()).toMatchObject({ state: 'failed', considered: 12, offered: 10 });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'failed', offered: 10 });

    // Three months later an operator sees to it.
    const ledger = world.tenant.of.fanout(event);
    await world.fireAlarm(60 * 86_400_000);
    await world.replace({ MEMBER });
    expect(await ledger.reviveBatch('0.0', Date.now())).toBe(true);
    expect(await world.progress()).toMatchObject({ state: 'fanning-out', considered: 12, offered: 10 });
    await world.fireAlarm();
    await world.drain();
    expect(await world.progress()).toMatchObject({
      state: 'done',
      considered: 12,
      offered: 12,
      decisions: { send: 12 },
    });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'done', offered: 12 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });

  test('two consumers of one message at the same time count those who answered once, and make one next try', async ({
    expect,
  }) => {
    const world = await newWorld();
    await world.follow(people(6), 'star');
    await world.post({ actor: 'star' });
    const batch = await takeBatch(world);
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'offer', { where: (name) => name.endsWith('member-1') }) });
    await Promise.all([world.consume(batch), world.consume(batch)]);
    expect(await world.progress()).toMatchObject({ state: 'fanning-out', considered: 6, offered: 5 });
    expect(world.sent).toMatchObject([{ delaySeconds: 5, message: { kind: 'batch', batch: '0.0' } }]);
    await world.replace({ MEMBER });
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 6, offered: 6, decisions: { send: 6 } });
  });

  test('a repeat of the first message asks only those who are left', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(6), 'star');
    await world.post({ actor: 'star' });
    const batch = await takeBatch(world);
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'offer', { where: (name) => name.endsWith('member-1') }) });
    await world.consume(batch);
    await world.replace({ MEMBER });
    await world.consume(batch);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 6, offered: 6, decisions: { send: 6 } });
  });
});

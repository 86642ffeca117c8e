import { afterEach, describe, test, vi } from 'vitest';
import { type FanoutWorld, failing, holders, lastReasons, newWorld, people, randomOf, type Sent } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

/** A fan-out that is over and withdrawn; gives the messages of its recall. */
async function withdrawn(members: readonly string[]) {
  const world = await newWorld();
  await world.follow(members, 'star');
  const event = await world.post({ actor: 'star' });
  await world.drain();
  await world.recall();
  return { world, event };
}

/** The one message that waits. */
function taken(world: FanoutWorld): Sent {
  const [sent, ...others] = world.sent.splice(0);
  if (!sent || others.length > 0) throw new Error('Not one message waits');
  return sent;
}

describe('messages that are repeated, reordered and lost, and a recall among them', () => {
  test.for([1, 2, 3, 4])('seed %i: in the end nobody has it', async (seed, { expect }) => {
    const random = randomOf(seed);
    const world = await newWorld();
    const members = seed % 2 === 0 ? people(104) : people(40);
    await world.follow(members, 'star');
    const event = await world.post(seed % 2 === 0 ? { recipients: members } : { actor: 'star' });
    let left = Math.floor(random() * 20);

    for (let round = 0; round < 60 && (round < 3 || (await world.progress())?.state !== 'done'); round++) {
      while (world.sent.length > 0) {
        const [sent] = world.sent.splice(Math.floor(random() * world.sent.length), 1);
        const fate = random();
        if (!sent || fate < 0.25) continue;
        if (fate < 0.5) world.sent.push(sent);
        if (random() < 0.1) world.breakSends(1);
        await Promise.all([
          // What throws is not acked; here it is lost as well, which is worse.
          world.consume(sent, 7).catch(() => {}),
          // While a message is worked on, and more than once.
          left-- <= 0 && random() < 0.3 ? world.recall().catch(() => {}) : undefined,
        ]);
        world.breakSends(0);
      }
      if (round === 1) await world.recall();
      await world.fireAlarm();
    }
    expect(await world.progress()).toMatchObject({ state: 'done' });
    expect(await holders(world.tenant, members, event)).toEqual([]);
    await world.fireAlarm();
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(0);
  });
});

describe('crashes of a recall', () => {
  test('after the ledger, before the first message: the alarm sends it, and a repeat is answered', async ({
    expect,
  }) => {
    const world = await newWorld();
    await world.follow(people(5), 'star');
    const event = await world.post({ actor: 'star' });
    await world.drain();
    world.breakSends(1);
    await expect(world.recall()).rejects.toThrow('the queue is down');
    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toEqual([]);
    await world.fireAlarm();
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    expect(await holders(world.tenant, people(5), event)).toEqual([]);
  });

  test('half of a batch was asked, and its consumer died: the alarm sends it again, without its recipients', async ({
    expect,
  }) => {
    const { world, event } = await withdrawn(people(12));
    await world.consume(taken(world));
    const batch = taken(world);
    const { MEMBER } = world.env;
    await world.replace({
      MEMBER: failing(MEMBER, 'recall', { where: (name) => Number(name.split('-').at(-1)) >= 6 }),
      FANOUT: failing(world.env.FANOUT, 'batchDone', { times: 1 }),
    });
    await expect(world.consume(batch)).rejects.toThrow('batchDone crashed');
    expect(await holders(world.tenant, people(12), event)).toHaveLength(6);
    await world.replace({ MEMBER });
    await world.fireAlarm();
    expect(world.sent).toMatchObject([{ message: { kind: 'batch', event, batch: '1.0' } }]);
    expect(world.sent[0]?.message).not.toHaveProperty('recipients');
    await world.drain();
    expect(await holders(world.tenant, people(12), event)).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 12, offered: 12 });
  });

  test.for([false, true])('around the report (%s): the repeat does nothing twice', async (after, { expect }) => {
    const members = people(6);
    const { world, event } = await withdrawn(members);
    await world.consume(taken(world));
    const batch = taken(world);
    await world.replace({ FANOUT: failing(world.env.FANOUT, 'batchDone', { times: 1, after }) });
    await expect(world.consume(batch)).rejects.toThrow('batchDone crashed');
    await Promise.all([world.consume(batch), world.consume(batch)]);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 6, offered: 6 });
    const traces = await Promise.all(members.map((each) => world.tenant.of.member(each).decisions(200)));
    expect(traces.map(({ items }) => items.map((item) => [item.event, item.reason]))).toEqual(
      members.map(() => [[event, 'recalled']]),
    );
  });
});

describe('recipients whose objects throw', () => {
  test('they stop nobody, end as one dead letter of a batch, and its replay reaches them', async ({ expect }) => {
    const members = people(12);
    const { world, event } = await withdrawn(members);
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'recall', { where: (name) => name.endsWith('member-3') }) });
    const pauses: number[] = [];
    for (let next = world.sent.shift(); next; next = world.sent.shift()) {
      await world.consume(next);
      pauses.push(...world.sent.map(({ delaySeconds }) => delaySeconds));
    }
    expect(pauses).toEqual([0, 5, 10, 20, 40]);
    const message = { kind: 'batch', tenant: world.tenant.name, event, batch: '1.0' } as const;
    expect(world.dead).toEqual([{ kind: 'dead', lane: 'live', reason: '1 members could not be asked', message }]);
    expect(await world.recall()).toEqual({ id: event, state: 'failed' });
    expect(await world.progress()).toMatchObject({ state: 'failed', considered: 12, offered: 12 });
    expect(await holders(world.tenant, members, event)).toEqual(['member-3']);

    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'failed', offered: 12 });
    await world.replace({ MEMBER });
    expect(await world.tenant.of.fanout(event).reviveBatch('1.0', Date.now())).toBe(true);
    await world.consume({ lane: 'live', delaySeconds: 0, message });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'done', offered: 12 });
    expect(await holders(world.tenant, members, event)).toEqual([]);
    expect(new Set(await lastReasons(world.tenant, members, event))).toEqual(new Set(['recalled']));
  });
});

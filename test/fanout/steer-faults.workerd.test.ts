import { afterEach, describe, test, vi } from 'vitest';
import { halfWay } from './half-way.ts';
import { take } from './take.ts';
import { failing, meanwhile, newWorld, people, randomOf, timesReceived } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('crashes, repeats and losses', () => {
  test.for(['pause', 'cancel'] as const)(
    'after the ledger took it (%s): the repeat finds it so',
    async (how, { expect }) => {
      const { world, event } = await halfWay(30);
      const { FANOUT } = world.env;
      await world.replace({ FANOUT: failing(FANOUT, 'steer', { times: 1, after: true }) });
      await expect(world.steer(how)).rejects.toThrow('steer crashed');
      await world.drain(10);
      expect((await world.progress())?.offered).toBe(10);
      expect(await world.steer(how)).toEqual({ id: event, state: how === 'pause' ? 'paused' : 'cancelled' });
    },
  );

  test('after it is resumed, before its messages are sent: the alarm sends them', async ({ expect }) => {
    const { world, members, event } = await halfWay(40);
    await world.steer('pause');
    await world.drain(10);
    world.breakSends(1);
    await expect(world.steer('resume')).rejects.toThrow('the queue is down');
    expect(await world.steer('resume')).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toEqual([]);
    await world.fireAlarm();
    await world.finish(10);
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 40 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });

  test('after it is cancelled, before the log hears of it: the next alarm tells it', async ({ expect }) => {
    const { world } = await halfWay(20);
    await world.steer('cancel');
    await world.replace({ EVENT_LOG: failing(world.env.EVENT_LOG, 'finish', { times: 1 }) });
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(1);
    await world.fireAlarm();
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ pending: 0, decisions: { send: 10 } });
  });

  test('while the log hears of its end, an offer under way ends: the log hears of that too', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(8), 'star');
    const event = await world.post({ actor: 'star' });
    const slice = take(world);
    await world.consume(slice);
    await world.steer('cancel');
    const result = { attempt: 1, offered: 8, decisions: { send: 8 }, reasons: {}, failed: [] };
    const late = async () => void (await world.tenant.of.fanout(event).batchDone('0.0', result, false, Date.now()));
    await world.replace({ EVENT_LOG: meanwhile(world.env.EVENT_LOG, 'finish', late) });
    await world.fireAlarm(0);
    await world.fireAlarm();
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ pending: 0, decisions: { send: 8 } });
  });

  test.for([1, 2, 3, 4, 5, 6])(
    'seed %i: paused and resumed among lost, repeated and reordered messages, the end is the same',
    async (seed, { expect }) => {
      const random = randomOf(seed);
      const world = await newWorld();
      const members = seed % 3 === 0 ? people(300) : people(60);
      const isList = seed % 3 === 0;
      if (!isList) await world.follow(members, 'star');
      const event = await world.post(isList ? { recipients: members } : { actor: 'star' });
      const cancels = seed > 4;
      const isOver = async () => ['done', 'cancelled'].includes((await world.progress())?.state ?? '');
      for (let round = 0; round < 80 && !(await isOver()); round++) {
        while (world.sent.length > 0) {
          const [sent] = world.sent.splice(Math.floor(random() * world.sent.length), 1);
          const fate = random();
          if (!sent || fate < 0.2) continue;
          if (fate < 0.4) world.sent.push(sent);
          if (random() < 0.1) world.breakSends(1);
          const how = random() < 0.5 ? 'pause' : cancels && round > 1 ? 'cancel' : 'resume';
          await Promise.all([
            world.consume(sent, 7).catch(() => {}),
            random() < 0.3 ? world.steer(how).catch(() => {}) : undefined,
          ]);
          world.breakSends(0);
        }
        if (random() < 0.7) await world.steer(cancels && round > 2 ? 'cancel' : 'resume');
        await world.fireAlarm();
      }
      const progress = await world.progress();
      const received = await timesReceived(world.tenant, members, event);
      const times = [...received.values()];
      expect(Math.max(...times)).toBeLessThanOrEqual(1);
      expect(times.filter((count) => count === 1)).toHaveLength(progress?.offered ?? -1);
      if (progress?.state === 'done') expect(times).toEqual(members.map(() => 1));
      else expect(cancels && progress?.state).toBe('cancelled');
      await world.fireAlarm(0);
      expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({
        pending: 0,
        decisions: { send: progress?.offered },
      });
    },
  );
});

import { afterEach, describe, test, vi } from 'vitest';
import { halfWay } from './half-way.ts';
import { take, takeBatch } from './take.ts';
import { failing, holders, lastReasons, meanwhile, newWorld, people, timesReceived } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('a fan-out that is paused', () => {
  test('happy: nobody more is offered it, its alarm is quiet, and resumed it reaches everybody once', async ({
    expect,
  }) => {
    const { world, members, event } = await halfWay(40);
    expect(await world.steer('pause')).toEqual({ id: event, state: 'paused' });
    await world.drain(10);
    await world.fireAlarm();
    await world.fireAlarm();
    expect(world.sent).toEqual([]);
    expect(await holders(world.tenant, members, event)).toHaveLength(10);
    const waiting = { state: 'paused', audience: 40, considered: 20, pruned: 0, offered: 10 };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(waiting);

    expect(await world.steer('resume')).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent.map(({ message }) => message.kind)).toEqual(['slice', 'batch']);
    await world.finish(10);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 40, offered: 40 });
    expect([...(await timesReceived(world.tenant, members, event)).values()]).toEqual(members.map(() => 1));
  });

  test('happy: each again does nothing twice', async ({ expect }) => {
    const { world, event } = await halfWay(30);
    world.sent.length = 0;
    for (const _time of [1, 2]) expect(await world.steer('pause')).toEqual({ id: event, state: 'paused' });
    await world.steer('resume');
    expect(world.sent).toHaveLength(2);
    expect(await world.steer('resume')).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toHaveLength(2);
    for (const _time of [1, 2]) expect(await world.steer('cancel')).toEqual({ id: event, state: 'cancelled' });
  });

  test('edge: offers under way are counted, and their next try waits too', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(12), 'star');
    await world.post({ actor: 'star' });
    const batch = await takeBatch(world);
    const { MEMBER } = world.env;
    const broken = failing(MEMBER, 'offer', { where: (name) => name.endsWith('member-3') });
    await world.replace({ MEMBER: meanwhile(broken, 'offer', async () => void (await world.steer('pause'))) });
    await world.consume(batch);
    expect(world.sent).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'paused', considered: 12, offered: 11 });
    await world.replace({ MEMBER });
    await world.steer('resume');
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 12, offered: 12 });
  });

  test('edge: of a page that is read when it is paused, nothing is cut', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(12), 'star');
    await world.post({ actor: 'star' });
    const slice = take(world);
    const { FANOUT } = world.env;
    await world.replace({ FANOUT: meanwhile(FANOUT, 'advance', async () => void (await world.steer('pause'))) });
    await world.consume(slice);
    expect(world.sent).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'paused', considered: 0, offered: 0 });
    await world.steer('resume');
    await world.finish();
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 12, offered: 12 });
  });

  test('edge: recalled while it is paused, whoever had it gives it back', async ({ expect }) => {
    const { world, members, event } = await halfWay(40);
    await world.steer('pause');
    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    await world.finish(10);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 20, offered: 10 });
    expect(await holders(world.tenant, members, event)).toEqual([]);
  });
});

describe('a fan-out that is cancelled', () => {
  test('happy: who has it keeps it, nobody else ever is offered it, and the log says so', async ({ expect }) => {
    const { world, members, event } = await halfWay(40);
    const late = [...world.sent];
    expect(await world.steer('cancel')).toEqual({ id: event, state: 'cancelled' });
    await world.finish(10);
    for (const message of late) await world.consume(message, 10);
    expect(world.sent).toEqual([]);
    expect(await holders(world.tenant, members, event)).toHaveLength(10);
    const counts = { state: 'cancelled', audience: 40, considered: 20, offered: 10, decisions: { send: 10 } };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(counts);
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ pending: 0, decisions: { send: 10 } });
    await world.fireAlarm(7 * 86_400_000);
    expect(await world.progress()).toBeUndefined();
    const kept = { state: 'cancelled', considered: 10, offered: 10 };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(kept);
    expect(await world.steer('resume')).toMatchObject({ refused: expect.stringContaining('cancelled') });
  });

  test('happy: a recall of it asks those who may have it and nobody else', async ({ expect }) => {
    const { world, members, event } = await halfWay(40);
    await world.steer('cancel');
    await world.finish(10);
    await world.recall();
    await world.finish(10);
    expect(await holders(world.tenant, members, event)).toEqual([]);
    const reasons = await lastReasons(world.tenant, members, event);
    expect(reasons.filter((reason) => reason === 'recalled').length).toBeLessThanOrEqual(21);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 20, offered: 10 });
  });

  test('edge: before anything is cut, and one that is paused', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(9), 'star');
    const event = await world.post({ actor: 'star' });
    await world.steer('pause');
    expect(await world.steer('cancel')).toEqual({ id: event, state: 'cancelled' });
    await world.finish();
    expect(world.sent).toEqual([]);
    const none = { state: 'cancelled', audience: 9, considered: 0, offered: 0 };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(none);
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(0);
    await world.recall();
    await world.finish();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 0 });
  });

  test('edge: an offer under way that ends after the log was told is told too', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(8), 'star');
    const event = await world.post({ actor: 'star' });
    const batch = await takeBatch(world);
    const cancel = async () => {
      await world.steer('cancel');
      await world.fireAlarm(0);
    };
    await world.replace({ MEMBER: meanwhile(world.env.MEMBER, 'offer', cancel) });
    await world.consume(batch);
    await world.fireAlarm(0);
    const counts = { state: 'cancelled', offered: 8, decisions: { send: 8 } };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(counts);
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ decisions: { send: 8 } });
  });
});

describe('what cannot be steered', () => {
  test('refusal: a fan-out that is done, cancelled or withdrawn', async ({ expect }) => {
    const done = await halfWay(12);
    await done.world.finish(10);
    const ended = { refused: expect.stringContaining('has ended') };
    for (const how of ['pause', 'resume', 'cancel'] as const) expect(await done.world.steer(how)).toEqual(ended);
    const { world } = await halfWay(12);
    await world.steer('cancel');
    const cancelled = { refused: expect.stringContaining('was cancelled') };
    for (const how of ['pause', 'resume'] as const) expect(await world.steer(how)).toEqual(cancelled);
    await world.recall();
    const recalled = { refused: expect.stringContaining('was recalled') };
    for (const how of ['pause', 'resume', 'cancel'] as const) expect(await world.steer(how)).toEqual(recalled);
  });

  test('refusal: an event that was not fanned out, and one whose fan-out has not begun', async ({ expect }) => {
    const world = await newWorld();
    await world.post({ recipients: ['ada'] }, 'note');
    expect(await world.steer('pause')).toEqual({ refused: expect.stringContaining('not fanned out') });
    const { FANOUT } = world.env;
    await world.replace({ FANOUT: failing(FANOUT, 'start') });
    await world.post({ actor: 'star' });
    expect(await world.steer('cancel')).toEqual({ refused: expect.stringContaining('has not begun') });
  });
});

import { afterEach, describe, test, vi } from 'vitest';
import { splitToTheEnd } from '../audience/world.ts';
import { take, takeBatch } from './take.ts';
import { failing, holders, lastReasons, meanwhile, newWorld, people } from './world.ts';

const DAY = 86_400_000;
const WITHDRAWN = 'recalled';
afterEach(() => void vi.restoreAllMocks());

describe('the recall of what is fanned out', () => {
  const manyObjects = { timeout: 60_000 };

  test('happy: after the end, a split audience gives it back, and the counts stay', manyObjects, async ({ expect }) => {
    const world = await newWorld();
    const followers = people(210);
    await world.follow(followers, 'star');
    await splitToTheEnd(world.tenant.of, 'star');
    const event = await world.post({ actor: 'star' });
    await world.finish();

    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toHaveLength(8);
    expect(world.sent.every(({ message, lane }) => message.kind === 'slice' && lane === 'live')).toBe(true);
    await world.finish();
    expect(await holders(world.tenant, followers, event)).toEqual([]);
    expect(new Set(await lastReasons(world.tenant, followers, event))).toEqual(new Set([WITHDRAWN]));

    const counts = { state: 'done', audience: 210, considered: 210, offered: 210, decisions: { send: 210 } };
    expect(await world.progress()).toMatchObject(counts);
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(counts);
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({
      events: 1,
      pending: 0,
      decisions: { send: 210 },
    });
  });

  test('happy: again, it does nothing twice, on its way, at its end, and when it is forgotten', async ({ expect }) => {
    const world = await newWorld();
    const followers = people(5);
    await world.follow(followers, 'star');
    const event = await world.post({ actor: 'star' });
    await world.drain();
    await world.recall();
    expect(world.sent).toHaveLength(1);
    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    expect(world.sent).toHaveLength(1);
    await world.drain();
    expect(await world.recall()).toEqual({ id: event, state: 'done' });
    expect(world.sent).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 5, offered: 5 });

    const traces = () => Promise.all(followers.map((each) => world.tenant.of.member(each).decisions(200)));
    const before = await traces();
    await world.fireAlarm(0);
    await world.fireAlarm(7 * DAY);
    expect(await world.progress()).toBeUndefined();
    expect(await world.recall()).toEqual({ id: event, state: 'done' });
    expect(world.sent).toEqual([]);
    expect(await traces()).toEqual(before);
  });

  test('edge: before a slice is cut, it is over at once and nobody is asked', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(9), 'star');
    const event = await world.post({ actor: 'star' });
    const late = world.sent.splice(0);
    expect(await world.recall()).toEqual({ id: event, state: 'done' });
    for (const message of late) await world.consume(message);
    expect(world.sent).toEqual([]);
    expect(new Set(await lastReasons(world.tenant, people(9), event))).toEqual(new Set([undefined]));
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
      state: 'done',
      audience: 9,
      considered: 0,
      offered: 0,
    });
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(0);
  });

  test('edge: on the way, what is cut is taken back and the rest is never offered', async ({ expect }) => {
    const world = await newWorld();
    const followers = people(40);
    await world.follow(followers, 'star');
    const event = await world.post({ actor: 'star' });
    const slice = take(world);
    // Two pages are cut: the first is offered, the second waits in the queue, the others are not even read.
    const { FANOUT } = world.env;
    let pages = 0;
    await world.replace({ FANOUT: failing(FANOUT, 'advance', { where: () => ++pages > 2 }) });
    await expect(world.consume(slice, 10)).rejects.toThrow('advance crashed');
    await world.replace({ FANOUT });
    const [offered, late] = world.sent.splice(0);
    if (!offered || !late) throw new Error('Two batches were cut');
    await world.consume(offered);
    const had = await holders(world.tenant, followers, event);
    expect(had).toHaveLength(10);

    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    await world.consume(late);
    await world.consume(slice, 10);
    await world.drain(7);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 20, offered: 10 });
    expect(await holders(world.tenant, followers, event)).toEqual([]);
    const reasons = await lastReasons(world.tenant, followers, event);
    expect(reasons.filter((reason) => reason === WITHDRAWN)).toHaveLength(20);
    expect(reasons.filter((reason) => reason === undefined)).toHaveLength(20);
  });

  test('edge: offers under way when it is withdrawn come too late, and are counted once', async ({ expect }) => {
    const world = await newWorld();
    const followers = people(10);
    await world.follow(followers, 'star');
    const event = await world.post({ actor: 'star' });
    const batch = await takeBatch(world);
    const { MEMBER } = world.env;
    await world.replace({
      MEMBER: meanwhile(MEMBER, 'offer', async () => {
        await world.recall();
        await world.drain();
        await world.fireAlarm(0);
      }),
    });
    await Promise.all([world.consume(batch), world.consume(batch)]);
    expect(await holders(world.tenant, followers, event)).toEqual([]);
    await world.fireAlarm(0);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
      state: 'done',
      offered: 10,
      decisions: { drop: 10 },
      reasons: { recalled: 10 },
    });
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ decisions: { drop: 10 } });
  });

  test('edge: a list of more than 100 is asked in batches', manyObjects, async ({ expect }) => {
    const world = await newWorld();
    const members = people(260);
    const event = await world.post({ recipients: members }, 'note');
    // The second one is lost.
    const [first] = world.sent.splice(0);
    if (!first) throw new Error('No batch was sent');
    await world.consume(first);
    expect((await world.progress())?.offered).toBe(250);
    await world.recall();
    expect(world.sent.map(({ message, lane }) => [message.kind, lane])).toEqual([
      ['batch', 'urgent'],
      ['batch', 'urgent'],
    ]);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({
      state: 'fanning-out',
      recalledAt: new Date(Date.now()).toISOString(),
    });
    await world.drain();
    expect(await holders(world.tenant, members, event)).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'done', considered: 260, offered: 250 });
  });

  test.for(['post', 'note'])('edge: of a forgotten ledger (%s), all it was for are asked', async (type, { expect }) => {
    const world = await newWorld();
    const members = people(101);
    await world.follow(members, 'star');
    const event = await world.post(type === 'post' ? { actor: 'star' } : { recipients: members }, type);
    await world.drain();
    await world.fireAlarm(0);
    await world.fireAlarm(7 * DAY);
    expect(await world.progress()).toBeUndefined();

    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    await world.drain();
    expect(await holders(world.tenant, members, event)).toEqual([]);
    await world.fireAlarm(0);
    const counts = { state: 'done', audience: 101, offered: 101, decisions: { send: 101 } };
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject(counts);
    expect((await world.tenant.ask('GET', '/v1/stats')).json).toMatchObject({ decisions: { send: 101 }, pending: 0 });
    await world.fireAlarm(7 * DAY);
    expect(await world.progress()).toBeUndefined();
  });

  test('edge: one whose fan-out could not be started never starts', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(4), 'star');
    const { FANOUT } = world.env;
    await world.replace({ FANOUT: failing(FANOUT, 'start') });
    const event = await world.post({ actor: 'star' });
    expect(world.sent.map(({ message }) => message.kind)).toEqual(['events']);
    const [again] = world.sent.splice(0);
    if (!again) throw new Error('It is not offered again');
    // It is tried again, and withdrawn in that moment.
    await world.replace({
      FANOUT: meanwhile(FANOUT, 'start', async () => {
        await world.recall();
        await world.follow(['latecomer'], 'star');
      }),
    });
    await world.consume(again);
    await world.drain();
    await world.fireAlarm(0);
    const everybody = [...people(4), 'latecomer'];
    expect(await holders(world.tenant, everybody, event)).toEqual([]);
    expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'done', offered: 0 });
    expect((await world.tenant.ask('GET', '/v1/stats')).json.pending).toBe(0);
  });

  test('edge: who has left the audience since keeps the entry', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(3), 'star');
    const event = await world.post({ actor: 'star' });
    await world.drain();
    const body = [{ from: 'member-1', to: 'star' }];
    expect((await world.tenant.ask('DELETE', '/v1/edges', { body })).status).toBe(200);
    await world.recall();
    await world.drain();
    expect(await holders(world.tenant, people(3), event)).toEqual(['member-1']);
  });

  test('refusal: a dead batch of offers is not offered by a replay after the recall', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(6), 'star');
    const event = await world.post({ actor: 'star' });
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'offer', { where: (name) => name.endsWith('member-2') }) });
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'failed', offered: 5 });
    await world.replace({ MEMBER });
    await world.recall();
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    const [letter] = world.dead;
    if (letter?.message.kind !== 'batch') throw new Error('No batch died');
    expect(await world.tenant.of.fanout(event).reviveBatch(letter.message.batch, Date.now())).toBe(true);
    await world.consume({ lane: 'live', delaySeconds: 0, message: letter.message });
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 5 });
    expect(await holders(world.tenant, people(6), event)).toEqual([]);
  });
});

import { afterEach, describe, test, vi } from 'vitest';
import { tellMembers } from '../../src/audience/tell-members.ts';
import { evenSlices } from '../../src/audience/way-slices.ts';
import type { Way } from '../../src/contract/activity.ts';
import type { MemberLine } from '../../src/contract/member.ts';
import type { Predicate } from '../../src/contract/predicate.ts';
import { startFanout } from '../../src/fanout/start.ts';
import { splitToTheEnd } from '../audience/world.ts';
import { type FanoutWorld, holders, meanwhile, newWorld, people, type Sent, timesReceived } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

const pro: Predicate = { attr: 'plan', op: 'eq', value: 'pro' };
const everyThird = (members: readonly string[]) => members.filter((_each, place) => place % 3 === 0);

async function tell(world: FanoutWorld, members: readonly string[], attributes: MemberLine['attributes']) {
  const failed = await tellMembers(
    world.tenant.of,
    members.map((id) => ({ id, attributes })),
  );
  if (failed.size > 0) throw new Error('Not told');
}

/** Members of whom every third is pro. */
async function tellCrowd(world: FanoutWorld, count: number): Promise<{ all: string[]; matching: string[] }> {
  const all = people(count);
  const matching = everyThird(all);
  await tell(world, all, { plan: 'free' });
  await tell(world, matching, { plan: 'pro' });
  return { all, matching };
}

/** The edges of each candidate in the batches that wait, by member. */
function edgesSent(messages: readonly Sent[]): Map<string, string[][]> {
  const sent = new Map<string, string[][]>();
  for (const { message } of messages) {
    if (message.kind !== 'batch') continue;
    for (const { member, edges = [] } of message.recipients ?? []) {
      sent.set(member, [...(sent.get(member) ?? []), edges.map(({ node }) => node).toSorted()]);
    }
  }
  return sent;
}

describe('an audience of those who were told to be so', () => {
  const manyObjects = { timeout: 60_000 };

  test(
    'happy: whoever matches decides once, nobody else is asked, and the log hears of it',
    manyObjects,
    async ({ expect }) => {
      const world = await newWorld();
      const { all, matching } = await tellCrowd(world, 90);
      const event = await world.post({ audience: { where: pro } });
      expect(world.sent.map(({ message, lane }) => [message.kind, lane])).toEqual([['slice', 'live']]);
      expect(await world.progress()).toMatchObject({ state: 'fanning-out', audience: 30, considered: 0 });
      await world.drain(7);
      expect(await world.progress()).toMatchObject({ state: 'done', audience: 30, considered: 30, offered: 30 });
      const received = await timesReceived(world.tenant, all, event);
      expect(all.filter((member) => received.get(member) === 1)).toEqual(matching);
      expect([...received.values()].reduce((sum, times) => sum + times, 0)).toBe(30);
      await world.fireAlarm(0);
      expect((await world.tenant.ask('GET', `/v1/events/${event}`)).json).toMatchObject({ state: 'done', offered: 30 });
    },
  );

  test(
    'happy: in parallel slices, with messages lost on the way, still everybody once',
    manyObjects,
    async ({ expect }) => {
      const world = await newWorld();
      const { all, matching } = await tellCrowd(world, 90);
      const event = await world.post({ actor: 'nobody' });
      await world.drain();
      // The same activity once more, under another id, in as many slices as an audience of 80,000 has.
      const activity = await world.tenant.of.fanout(event).activity();
      if (!activity) throw new Error('The fan-out has no activity');
      const id = event.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      const recipients = { kind: 'node', ways: [{ where: pro }] } as const;
      const slices = evenSlices(80_000);
      await startFanout(world.env, world.tenant.of, { ...activity, id }, recipients, { size: 30, slices }, Date.now());
      expect(world.sent).toHaveLength(8);

      for (const slice of world.sent.splice(0)) await world.consume(slice, 3);
      const batches = world.sent.splice(0);
      expect(batches.length).toBeGreaterThan(8);
      const again = batches.map((sent) => {
        if (sent.message.kind !== 'batch') throw new Error('Not a batch');
        const { recipients: _lost, ...message } = sent.message;
        return { ...sent, message };
      });
      for (const batch of again) await world.consume(batch, 3);
      await world.drain();
      expect(await world.tenant.of.fanout(id).progress()).toMatchObject({ state: 'done', considered: 30, offered: 30 });
      const received = await timesReceived(world.tenant, all, id);
      expect(all.filter((member) => received.get(member) === 1)).toEqual(matching);
    },
  );

  test('happy: members told otherwise while it runs are seen as they are then', manyObjects, async ({ expect }) => {
    const world = await newWorld();
    const { all, matching } = await tellCrowd(world, 12);
    const [leaves = '', ...stay] = matching;
    const joins = all[1] ?? '';
    await world.post({ audience: { where: pro } });
    await tell(world, [leaves], { plan: 'free' });
    await tell(world, [joins], { plan: 'pro' });
    const [slice] = world.sent.splice(0);
    if (!slice) throw new Error('No slice');
    await world.consume(slice);
    expect([...edgesSent(world.sent).keys()].toSorted()).toEqual([joins, ...stay].toSorted());
  });

  test('happy: withdrawn, it leaves the timelines of whoever still matches', manyObjects, async ({ expect }) => {
    const world = await newWorld();
    const { all, matching } = await tellCrowd(world, 30);
    const event = await world.post({ audience: { where: pro } });
    await world.drain();
    expect(await holders(world.tenant, all, event)).toEqual(matching);
    expect(await world.recall()).toEqual({ id: event, state: 'fanning-out' });
    await world.drain();
    expect(await holders(world.tenant, all, event)).toEqual([]);
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 10 });
  });

  test('edge: nobody matches', async ({ expect }) => {
    const world = await newWorld();
    await world.post({ audience: { where: { attr: 'plan', op: 'eq', value: 'none' } } });
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', audience: 0, considered: 0 });
  });

  test('refusal: while a partition is out of reach nobody is passed over', manyObjects, async ({ expect }) => {
    const world = await newWorld();
    const { all, matching } = await tellCrowd(world, 30);
    const event = await world.post({ audience: { where: pro } });
    const [slice] = world.sent.splice(0);
    if (!slice) throw new Error('No slice');
    const real = world.env.CENSUS;
    await world.replace({ CENSUS: meanwhile(real, 'match', () => Promise.reject(new Error('out of reach'))) });
    await expect(world.consume(slice)).rejects.toThrow('out of reach');
    expect(world.sent).toEqual([]);
    await world.replace({ CENSUS: real });
    await world.consume(slice);
    await world.drain();
    const received = await timesReceived(world.tenant, all, event);
    expect(all.filter((member) => received.get(member) === 1)).toEqual(matching);
  });
});

describe('an audience of several ways', () => {
  const manyObjects = { timeout: 90_000 };

  test(
    'happy: actor, entities, predicate and a list: each member once, with the edges of all nodes',
    manyObjects,
    async ({ expect }) => {
      const world = await newWorld();
      const all = people(240);
      const named = all.slice(230);
      const ways = [{ of: 'actor' }, { of: 'item.entities' }, { where: pro }, { members: named }];
      const made = await world.tenant.ask('PUT', '/v1/types/broad', {
        body: { class: 'content', audience: ways, template: { title: '{{actor}}' } },
      });
      expect(made.status).toBe(200);
      const fans = all.filter((_each, place) => place < 220);
      const cats = all.filter((_each, place) => place % 2 === 0);
      const matching = everyThird(all);
      await world.follow(fans, 'star');
      await world.follow(cats, 'cats');
      await tell(world, matching, { plan: 'pro' });
      await splitToTheEnd(world.tenant.of, 'star');

      const item = { id: 'photo', entities: ['cats', 'dogs', 'star'] };
      const event = await world.post({ actor: 'star', item }, 'broad');
      expect(world.sent).toHaveLength(8);
      expect(await world.progress()).toMatchObject({ audience: 220 + 120 + 80 + 10 });

      const sent = edgesSent(await world.finish(2));
      const expected = all.flatMap((member) => {
        const nodes = [...(cats.includes(member) ? ['cats'] : []), ...(fans.includes(member) ? ['star'] : [])];
        return nodes.length > 0 || matching.includes(member) || named.includes(member)
          ? [[member, [nodes]] as const]
          : [];
      });
      expect(new Map([...sent].toSorted())).toEqual(new Map(expected.toSorted()));
      expect(await world.progress()).toMatchObject({
        state: 'done',
        considered: expected.length,
        offered: expected.length,
      });
      const received = await timesReceived(world.tenant, all, event);
      expect(all.filter((member) => received.get(member) === 1)).toEqual(expected.map(([member]) => member));
    },
  );

  test('edge: a ledger from before there were ways goes on', async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(3), 'star');
    const event = await world.post({ actor: 'star' });
    const old: Way = { node: 'star' };
    expect((await world.tenant.of.fanout(event).slice(0))?.ways).toEqual([old]);
    await world.drain();
    expect(await world.progress()).toMatchObject({ state: 'done', offered: 3 });
  });
});

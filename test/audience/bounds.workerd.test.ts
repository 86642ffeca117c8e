import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Audience, ShardPage } from '../../src/audience/audience.ts';
import { learnBounds } from '../../src/audience/learn-bounds.ts';
import { publishLifts } from '../../src/audience/publish-lifts.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { readNodePage } from '../../src/audience/read-node-page.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import type { LearnTicket } from '../../src/contract/bound.ts';
import { memberHash } from '../../src/platform/hash.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { EVERYBODY, edge, freshTenant, membersIn, splitToTheEnd } from './world.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2050, 5, 15, 12);
const FOR_EVER = { key: 'k', least: 0, now: NOW };

/** A node with followers of strength 0.5, whose bounds have been asked for by two fan-outs. */
async function learning(members: readonly string[], node = 'star') {
  const of = freshTenant();
  await putEdges(
    of,
    members.map((from) => edge(from, node, 0.5)),
  );
  await read(of, 'first', node);
  const { tickets } = await read(of, 'second', node);
  return { of, tickets };
}

/** Whom a fan-out asks, and how many it leaves out. */
async function read(of: Stubs, event: string, node = 'star', bounding: Partial<typeof FOR_EVER> = {}) {
  const page = await readNodePage(of, node, EVERYBODY, undefined, 5_000, { ...FOR_EVER, ...bounding, event });
  return { asked: page.members.map(({ member }) => member).sort(), pruned: page.pruned, tickets: page.learn };
}

function learn(
  of: Stubs,
  tickets: readonly LearnTicket[],
  members: readonly string[],
  bound = -1,
  strength: number | null = 0.5,
) {
  const learnt = members.map((member) => ({ node: 'star', key: 'k', member, bound, strength, until: NOW + 30 * DAY }));
  return learnBounds(of, { node: 'star', key: 'k' }, tickets, learnt);
}

const lift = (of: Stubs, member: string, key = 'k') =>
  publishLifts(of, member, [{ node: 'star', key, sequence: 0 }], NOW);

/** Rows that some work in the root of the node writes. */
async function rowsWritten(of: Stubs, work: () => Promise<unknown>): Promise<number> {
  const total = () =>
    runInDurableObject(of.audience('star', 0, 0), (_instance: Audience, { storage }) => {
      return storage.sql.exec<{ changes: number }>('select total_changes() as changes').one().changes;
    });
  const before = await total();
  await work();
  return (await total()) - before;
}

describe('bounds of an audience', () => {
  test('happy: the first fan-out leaves a note, the second learns, the third asks only who can reach it', async ({
    expect,
  }) => {
    const of = freshTenant();
    await putEdges(of, [edge('ada', 'star', 0.5), edge('bob', 'star', 0.5), edge('cleo', 'star', 0.5)]);
    expect(await read(of, 'first')).toEqual({ asked: ['ada', 'bob', 'cleo'], pruned: 0, tickets: [] });
    expect((await read(of, 'first')).tickets, 'its next page is no second fan-out').toEqual([]);
    const { asked, tickets } = await read(of, 'second');
    expect(asked).toHaveLength(3);
    expect(tickets).toEqual([{ place: '0/0', count: 0 }]);
    await learn(of, tickets, ['ada'], -1);
    await learn(of, tickets, ['bob'], 1);
    expect(await read(of, 'third')).toMatchObject({ asked: ['bob', 'cleo'], pruned: 1 });
    expect(await read(of, 'third', 'star', { least: -1 }), 'what is as high can reach it').toMatchObject({ pruned: 0 });
    expect(await read(of, 'third', 'star', { key: 'other' }), 'another way of scoring').toMatchObject({ pruned: 0 });
    const unbounded = await readNodePage(of, 'star', EVERYBODY, undefined, 5_000);
    expect(unbounded.members).toHaveLength(3);
  });

  test('happy: a batch of 250 is a few rows, the same once more none, a lift two', async ({ expect }) => {
    const members = membersIn({ from: 0, to: 0xffffffff }, 190);
    const { of, tickets } = await learning(members);
    const half = members.toSorted((one, other) => memberHash(one) - memberHash(other)).slice(0, 95);
    expect(await rowsWritten(of, () => learn(of, tickets, half))).toBe(1);
    expect(await rowsWritten(of, () => learn(of, tickets, half))).toBe(0);
    expect(await rowsWritten(of, () => lift(of, half[0] ?? ''))).toBe(2);
    // Nobody has heard where it stands since.
    expect(await rowsWritten(of, () => lift(of, half[1] ?? ''))).toBe(1);
    expect(await rowsWritten(of, () => lift(of, 'nobody'))).toBe(0);
    expect((await read(of, 'third')).pruned).toBe(93);
  });

  test('edge: a bound that was computed before a lift and comes after it is refused', async ({ expect }) => {
    const { of, tickets } = await learning(['ada', 'bob']);
    await lift(of, 'ada');
    await learn(of, tickets, ['ada', 'bob']);
    expect(await read(of, 'third')).toMatchObject({ asked: ['ada'], pruned: 1 });
    const { tickets: later } = await read(of, 'fourth');
    await learn(of, later, ['ada']);
    expect(await read(of, 'fifth')).toMatchObject({ pruned: 2 });
  });

  test('edge: also when the shard has died in between, or the way of scoring was forgotten', async ({ expect }) => {
    const { of, tickets } = await learning(['ada', 'bob']);
    await lift(of, 'ada');
    await evictDurableObject(of.audience('star', 0, 0));
    await learn(of, tickets, ['ada', 'bob']);
    expect(await read(of, 'third')).toMatchObject({ pruned: 0 });
    const { tickets: later } = await read(of, 'fourth');
    await evictDurableObject(of.audience('star', 0, 0));
    await learn(of, later, ['bob']);
    expect(await read(of, 'fifth'), 'nothing was lifted since').toMatchObject({ pruned: 1 });
    for (let other = 0; other < 16; other++)
      await read(of, 'sixth', 'star', { key: `other-${other}`, now: NOW + other });
    await lift(of, 'bob');
    await read(of, 'seventh');
    await read(of, 'eighth');
    await learn(of, later, ['bob']);
    expect(await read(of, 'ninth')).toMatchObject({ pruned: 0 });
  });

  test('edge: it is right for the strength of the edge that it was computed with, or for any', async ({ expect }) => {
    const { of, tickets } = await learning(['ada', 'bob']);
    await learn(of, tickets, ['ada'], -1, 0.5);
    await learn(of, tickets, ['bob'], -1, null);
    await putEdges(of, [edge('ada', 'star', 0.6), edge('bob', 'star', 0.6)]);
    expect(await read(of, 'third')).toMatchObject({ asked: ['ada'], pruned: 1 });
    await putEdges(of, [edge('ada', 'star', 0.5), edge('ada', 'star', 0.9, 'friend')]);
    expect(await read(of, 'third'), 'the strongest counts').toMatchObject({ asked: ['ada'], pruned: 1 });
    await removeEdges(of, [{ from: 'ada', to: 'star', kind: 'friend' }]);
    expect((await read(of, 'third')).asked, 'who is removed may be somebody else').toEqual(['ada']);
  });

  test('edge: an edge that is removed takes its bound along, also one that is still on its way', async ({ expect }) => {
    const { of, tickets } = await learning(['ada', 'bob']);
    await learn(of, tickets, ['ada']);
    await removeEdges(of, [
      { from: 'ada', to: 'star', kind: 'follow' },
      { from: 'bob', to: 'star', kind: 'follow' },
    ]);
    await putEdges(of, [edge('ada', 'star', 0.5), edge('bob', 'star', 0.5)]);
    await learn(of, tickets, ['bob']);
    expect(await read(of, 'third')).toMatchObject({ asked: ['ada', 'bob'], pruned: 0 });
  });

  test('edge: a bound ends, and so does a way of scoring that nothing is read by', async ({ expect }) => {
    const { of, tickets } = await learning(['ada']);
    await learn(of, tickets, ['ada']);
    expect(await read(of, 'third', 'star', { now: NOW + 28 * DAY })).toMatchObject({ pruned: 1 });
    expect(await read(of, 'fourth', 'star', { now: NOW + 29 * DAY })).toMatchObject({ pruned: 0 });
    const late = await read(of, 'fifth', 'star', { now: NOW + 70 * DAY });
    expect(late).toEqual({ asked: ['ada'], pruned: 0, tickets: [] });
  });

  test('edge: children of a shard that has split learn for themselves', async ({ expect }) => {
    const members = membersIn(EVERYBODY, 210);
    const few = members.slice(0, 100);
    const { of, tickets } = await learning(few);
    await learn(of, tickets, few);
    expect((await read(of, 'third')).pruned).toBe(100);
    await putEdges(
      of,
      members.map((from) => edge(from, 'star', 0.5)),
    );
    await splitToTheEnd(of, 'star');
    expect((await read(of, 'fourth')).pruned).toBe(0);
    await learn(of, tickets, few);
    expect((await read(of, 'fifth')).pruned, 'what the parent asked for').toBe(0);
    const { tickets: later } = await read(of, 'sixth');
    expect(later.length).toBeGreaterThan(30);
    await learn(of, later, members);
    const { asked, pruned } = await read(of, 'seventh');
    expect([asked, pruned]).toEqual([[], 210]);
    await lift(of, members[7] ?? '');
    expect((await read(of, 'eighth')).asked).toEqual([members[7]]);
  });

  test('edge: pages of those who are asked leave out the others, in order and each once', async ({ expect }) => {
    const members = membersIn(EVERYBODY, 150);
    const { of, tickets } = await learning(members);
    const left = members.filter((_each, index) => index % 10 !== 0);
    await learn(of, tickets, left);
    const asked: string[] = [];
    let [pruned, from] = [0, { hash: 0, member: '' }];
    for (;;) {
      const page = (await of
        .audience('star', 0, 0)
        .page(from, 0xffffffff, 4, { ...FOR_EVER, event: 'third' })) as ShardPage;
      asked.push(...page.members.map(({ member }) => member));
      pruned += page.pruned;
      expect(page.members.length).toBeLessThanOrEqual(4);
      if (!page.next) break;
      from = { ...page.next };
    }
    const expected = members.filter((each) => !left.includes(each));
    expect(asked).toEqual(expected.toSorted((one, other) => memberHash(one) - memberHash(other)));
    expect(pruned).toBe(left.length);
  });

  test('refusal: nothing is learnt of what nobody asked for, or by tickets of elsewhere', async ({ expect }) => {
    const { of, tickets } = await learning(['ada']);
    await learn(of, [], ['ada']);
    await learn(of, [{ place: '1/3', count: 9 }], ['ada']);
    const learnt = [{ node: 'star', key: 'unknown', member: 'ada', bound: -1, strength: null, until: NOW + DAY }];
    await learnBounds(of, { node: 'star', key: 'unknown' }, tickets, learnt);
    expect(await read(of, 'third')).toMatchObject({ pruned: 0 });
    expect(await read(of, 'third', 'star', { key: 'unknown' })).toMatchObject({ pruned: 0 });
  });
});

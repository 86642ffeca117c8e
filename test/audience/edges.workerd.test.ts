import { describe, test } from 'vitest';
import { audienceSize } from '../../src/audience/audience-size.ts';
import { audienceSlices } from '../../src/audience/audience-slices.ts';
import { followsOf } from '../../src/audience/follows-of.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { readNodePage } from '../../src/audience/read-node-page.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import type { AudienceCursor } from '../../src/contract/queue-message.ts';
import { memberHash } from '../../src/platform/hash.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { EVERYBODY, edge, freshTenant, membersIn, readAll } from './world.ts';

describe('edges of a node', () => {
  test('happy: what is put is paged in hash order, counted and told to its members', async ({ expect }) => {
    const stubs = freshTenant();
    const members = membersIn(EVERYBODY, 25);
    expect(
      await putEdges(
        stubs,
        members.map((member) => edge(member, 'ada', 0.5)),
      ),
    ).toEqual([]);

    expect(await audienceSize(stubs, 'ada')).toEqual({ size: 25, shards: 1 });
    expect(await audienceSlices(stubs, 'ada')).toEqual({ size: 25, slices: [EVERYBODY] });
    const inOrder = members.toSorted((a, b) => memberHash(a) - memberHash(b));
    expect((await readAll(stubs, 'ada', 7)).map(([member]) => member)).toEqual(inOrder);
    expect(await followsOf(stubs, 'm3')).toEqual([edge('m3', 'ada', 0.5)]);
  });

  test('happy: what is removed is gone on both sides, and the rest stays', async ({ expect }) => {
    const stubs = freshTenant();
    await putEdges(stubs, [edge('a', 'ada'), edge('b', 'ada'), edge('a', 'bob')]);
    expect(await removeEdges(stubs, [{ from: 'a', to: 'ada', kind: 'follow' }])).toEqual([]);
    expect(await removeEdges(stubs, [{ from: 'a', to: 'ada', kind: 'follow' }])).toEqual([]);

    expect(await readAll(stubs, 'ada', 10)).toEqual([['b', 'follow', 1]]);
    expect(await followsOf(stubs, 'a')).toEqual([edge('a', 'bob')]);
  });

  test('edges to more nodes than fit one round are all put, and a failure keeps its place among the lines', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    const broken = withBroken(stubs, 'n540');
    const edges = Array.from({ length: 550 }, (_each, number) => edge('a', `n${number}`));
    expect((await putEdges(broken, edges)).map(({ index }) => index)).toEqual([540]);
    expect(await audienceSize(stubs, 'n549')).toEqual({ size: 1, shards: 1 });
  });

  test('several kinds of edge of a member are one entry, never on two pages', async ({ expect }) => {
    const stubs = freshTenant();
    const kinds = ['close-friend', 'connection', 'follow'];
    const members = membersIn(EVERYBODY, 9);
    await putEdges(
      stubs,
      members.flatMap((member) => kinds.map((kind) => edge(member, 'ada', 0.25, kind))),
    );

    let after: AudienceCursor | undefined;
    const seen: string[] = [];
    do {
      const page = await readNodePage(stubs, 'ada', EVERYBODY, after, 2);
      for (const { member, hash, edges } of page.members) {
        expect(hash).toBe(memberHash(member));
        expect(edges).toEqual(kinds.map((kind) => ({ node: 'ada', kind, strength: 0.25 })));
        seen.push(member);
      }
      after = page.next;
    } while (after);
    expect(seen.toSorted()).toEqual(members.toSorted());
    expect((await audienceSize(stubs, 'ada')).size).toBe(27);
  });

  test('edge: any printable id and any strength survives both ways, also as a node', async ({ expect }) => {
    const stubs = freshTenant();
    const ids = [
      '7',
      '007',
      "o'brien",
      'a/b%2F',
      '"quoted"\\',
      '日本語',
      '👩‍👩‍👧',
      'é',
      'e\u0301',
      ' ',
      '\u{10ffff}'.repeat(60),
    ];
    const strengths = [0, 1, 0.1 + 0.2, 1 / 3, Number.MIN_VALUE, 0.7];
    const edges = ids.map((id, index) =>
      edge(id, ids[ids.length - 1 - index] ?? '', strengths[index % strengths.length]),
    );
    edges.push(edge('\u{10ffff}'.repeat(128), 'ada', 0.2));
    expect(await putEdges(stubs, edges)).toEqual([]);
    for (const { from, to, kind, strength } of edges) {
      expect(await readAll(stubs, to, 10)).toEqual([[from, kind, strength]]);
      expect(await followsOf(stubs, from)).toEqual([{ from, to, kind, strength }]);
    }
  });

  test('edge: members of the same hash are paged in the order of their ids, one page after the other', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    const shard = stubs.audience('ada', 0, 0);
    await shard.put(['d', 'b', 'é', 'a', 'c'].map((member) => [7, member, 'follow', 1]));
    await shard.put([[8, 'A', 'follow', 1]]);
    expect((await readAll(stubs, 'ada', 1)).map(([member]) => member)).toEqual(['a', 'b', 'c', 'd', 'é', 'A']);
    expect((await readAll(stubs, 'ada', 3)).map(([member]) => member)).toEqual(['a', 'b', 'c', 'd', 'é', 'A']);
    const range = await readNodePage(stubs, 'ada', { from: 8, to: 8 }, undefined, 10);
    expect(range).toEqual({
      members: [{ member: 'A', hash: 8, edges: [{ node: 'ada', kind: 'follow', strength: 1 }] }],
      next: undefined,
      pruned: 0,
      learn: [],
    });
  });

  test('edge: of several lines for one edge the last counts, and another strength replaces the one before', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    await putEdges(stubs, [edge('a', 'ada', 0.1), edge('a', 'ada', 0.2)]);
    expect(await readAll(stubs, 'ada', 10)).toEqual([['a', 'follow', 0.2]]);
    await putEdges(stubs, [edge('a', 'ada', 0.3)]);
    expect(await readAll(stubs, 'ada', 10)).toEqual([['a', 'follow', 0.3]]);
    expect(await followsOf(stubs, 'a')).toEqual([edge('a', 'ada', 0.3)]);
  });

  test('edge: a node nobody follows is empty, in one slice', async ({ expect }) => {
    const stubs = freshTenant();
    expect(await audienceSize(stubs, 'nobody')).toEqual({ size: 0, shards: 1 });
    expect(await audienceSlices(stubs, 'nobody')).toEqual({ size: 0, slices: [EVERYBODY] });
    expect(await readNodePage(stubs, 'nobody', EVERYBODY, undefined, 10)).toEqual({
      members: [],
      next: undefined,
      pruned: 0,
      learn: [],
    });
    expect(await putEdges(stubs, [])).toEqual([]);
  });

  test('security: the same node of another tenant is another audience', async ({ expect }) => {
    const [one, other] = [freshTenant(), freshTenant()];
    await putEdges(one, [edge('a', 'ada')]);
    expect((await audienceSize(other, 'ada')).size).toBe(0);
    expect(await followsOf(other, 'a')).toEqual([]);
  });

  test('refusal: an object that fails fails its own lines only, by their places in the input', async ({ expect }) => {
    const stubs = freshTenant();
    const broken = withBroken(stubs, 'broken');
    const failures = await putEdges(broken, [
      edge('a', 'broken'),
      edge('a', 'ada'),
      edge('b', 'broken'),
      edge('a', 'broken'),
    ]);
    expect(failures.toSorted((a, b) => a.index - b.index)).toEqual(
      [0, 2, 3].map((index) => ({ index, reason: 'out of reach' })),
    );
    expect(await readAll(stubs, 'ada', 10)).toEqual([['a', 'follow', 1]]);
    expect(await putEdges(stubs, [edge('a', 'broken'), edge('b', 'broken')])).toEqual([]);
    expect((await audienceSize(stubs, 'broken')).size).toBe(2);
  });

  test('a pace is kept before every call to a shard', async ({ expect }) => {
    const stubs = freshTenant();
    let calls = 0;
    const pace = async () => {
      calls++;
    };
    const edges = [edge('a', 'ada'), edge('b', 'ada'), edge('a', 'bob'), edge('a', 'cy')];
    await putEdges(stubs, edges, pace);
    expect(calls).toBe(3);
    await removeEdges(stubs, edges, pace);
    expect(calls).toBe(6);
  });

  test('refusal: a page of no size, and a hash that is not of the shard', async ({ expect }) => {
    const stubs = freshTenant();
    await expect(readNodePage(stubs, 'ada', EVERYBODY, undefined, 0)).rejects.toThrow(RangeError);
    await expect(readNodePage(stubs, 'ada', EVERYBODY, undefined, 5_001)).rejects.toThrow(RangeError);
    const shard = stubs.audience('ada', 1, 3);
    await expect(async () => await shard.put([[7, 'a', 'follow', 1]])).rejects.toThrow('not of shard');
  });
});

/** Stubs with one node whose audience cannot be written. */
function withBroken(stubs: Stubs, broken: string): Stubs {
  return {
    ...stubs,
    audience: (node, level, shard) => {
      const stub = stubs.audience(node, level, shard);
      if (node !== broken) return stub;
      return new Proxy(stub, {
        get: (target, key) =>
          key === 'put' ? () => Promise.reject(new Error('out of reach')) : Reflect.get(target, key, target),
      });
    },
  };
}

import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Audience } from '../../src/audience/audience.ts';
import { audienceSize } from '../../src/audience/audience-size.ts';
import { audienceSlices } from '../../src/audience/audience-slices.ts';
import type { EdgeRow } from '../../src/audience/audience-store.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import { routeOf } from '../../src/audience/route.ts';
import { memberHash } from '../../src/platform/hash.ts';
import { EVERYBODY, edge, freshTenant, membersIn, readAll, splitToTheEnd, storedRows } from './world.ts';

/** `TOWER_SPLIT_AT` of the tests. */
const SPLIT_AT = 200;

describe('splitting of an audience', () => {
  test('happy: above the threshold one shard becomes 64, and nothing about the audience changes', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    const members = membersIn(EVERYBODY, 300);
    await putEdges(
      stubs,
      members.slice(0, SPLIT_AT).map((member) => edge(member, 'ada')),
    );
    expect(await runDurableObjectAlarm(stubs.audience('ada', 0, 0))).toBe(false);
    expect(await audienceSize(stubs, 'ada')).toEqual({ size: SPLIT_AT, shards: 1 });

    await putEdges(
      stubs,
      members.slice(SPLIT_AT).map((member) => edge(member, 'ada')),
    );
    await splitToTheEnd(stubs, 'ada');
    expect(await audienceSize(stubs, 'ada')).toEqual({ size: 300, shards: 64 });
    expect(await storedRows(stubs.audience('ada', 0, 0))).toEqual([]);
    const inOrder = members.toSorted((a, b) => memberHash(a) - memberHash(b));
    expect((await readAll(stubs, 'ada', 11)).map(([member]) => member)).toEqual(inOrder);

    await putEdges(stubs, [edge('late', 'ada', 0.5)]);
    await removeEdges(
      stubs,
      members.map((from) => ({ from, to: 'ada', kind: 'follow' })),
    );
    expect(await readAll(stubs, 'ada', 10)).toEqual([['late', 'follow', 0.5]]);
  });

  test('the alarm comes by itself: nobody has to call it', async ({ expect }) => {
    const stubs = freshTenant();
    await putEdges(
      stubs,
      membersIn(EVERYBODY, 201).map((member) => edge(member, 'ada')),
    );
    await expect.poll(async () => (await audienceSize(stubs, 'ada')).shards, { timeout: 10_000 }).toBe(64);
    expect((await audienceSize(stubs, 'ada')).size).toBe(201);
  });

  test('slices are disjoint, in order and cover every hash, before, during and after a split', async ({ expect }) => {
    const stubs = freshTenant();
    const seen = new Set<number>();
    await putEdges(
      stubs,
      membersIn(EVERYBODY, 250).map((member) => edge(member, 'ada')),
    );
    for (let run = 0; run < 8; run++) {
      const { size, slices } = await audienceSlices(stubs, 'ada');
      seen.add(slices.length);
      expect(size).toBe(250);
      expect(slices.at(0)?.from).toBe(0);
      expect(slices.at(-1)?.to).toBe(0xffffffff);
      for (const [index, slice] of slices.entries()) {
        if (index > 0) expect(slice.from).toBe((slices[index - 1]?.to ?? 0) + 1);
      }
      const pages = await Promise.all(slices.map((slice) => readAll(stubs, 'ada', 50, slice)));
      expect(pages.flat()).toHaveLength(250);
      await runDurableObjectAlarm(stubs.audience('ada', 0, 0));
    }
    expect(seen).toContain(64);
  });

  test('a child that grows splits as well, and the deepest level only grows', async ({ expect }) => {
    const stubs = freshTenant();
    // All of them in one of the 4,096 deepest shards, by hashes of the test's own.
    const crowd = Array.from({ length: SPLIT_AT + 1 }, (_, hash): EdgeRow => [hash, `c${hash}`, 'follow', 1]);
    const others = Array.from({ length: 50 }, (_, index): EdgeRow => [(index + 1) * 2 ** 26, `o${index}`, 'follow', 1]);
    const all = [...crowd, ...others];
    await stubs.audience('ada', 0, 0).put(all);
    await splitToTheEnd(stubs, 'ada', 0, 0);
    // The first touch after it has moved lets the child see that it is too large.
    await audienceSize(stubs, 'ada');
    await splitToTheEnd(stubs, 'ada', 1, 0);
    await stubs.audience('ada', 2, 0).put([[0, 'c0', 'connection', 0.5]]);
    crowd.push([0, 'c0', 'connection', 0.5]);

    expect(await audienceSize(stubs, 'ada')).toEqual({ size: all.length + 1, shards: 63 + 64 });
    expect(await storedRows(stubs.audience('ada', 2, 0))).toHaveLength(crowd.length);
    expect(await runDurableObjectAlarm(stubs.audience('ada', 2, 0))).toBe(false);
    const read = await readAll(stubs, 'ada', 40);
    expect(read.map(([member]) => member)).toEqual(['c0', ...all.map(([, member]) => member)]);
    expect((await audienceSlices(stubs, 'ada')).slices).toHaveLength(127);
  });

  test('an isolate that remembers nothing, or a way that leads nowhere, finds every edge', async ({ expect }) => {
    const stubs = freshTenant();
    await putEdges(
      stubs,
      membersIn(EVERYBODY, 201).map((member) => edge(member, 'ada')),
    );
    await splitToTheEnd(stubs, 'ada');
    const route = routeOf(stubs, 'ada');
    route.forget();
    expect(await readAll(stubs, 'ada', 500)).toHaveLength(201);
    // As if every level-2 shard had taken over, which none has.
    for (let shard = 0; shard < 64; shard++)
      route.learn(
        { level: 1, shard },
        Array.from({ length: 64 }, (_, slot) => slot),
      );
    expect(await readAll(stubs, 'ada', 500)).toHaveLength(201);
    route.learn({ level: 1, shard: 0 }, [0, 1, 2, 3]);
    const members = membersIn({ from: 0, to: 2 ** 20 - 1 }, 2, 'x');
    expect(
      await putEdges(
        stubs,
        members.map((member) => edge(member, 'ada')),
      ),
    ).toEqual([]);
    expect((await audienceSize(stubs, 'ada')).size).toBe(203);
  });

  test('an alarm that was lost comes back with the next touch of the object', async ({ expect }) => {
    const stubs = freshTenant();
    const root = stubs.audience('ada', 0, 0);
    await runInDurableObject(root, (_instance: Audience, state) =>
      state.storage.sql.exec('insert into shard values (1, 1, 0, 0, 0)'),
    );
    await evictDurableObject(root);
    await putEdges(stubs, [edge('a', 'ada')]);
    await splitToTheEnd(stubs, 'ada');
    expect(await audienceSize(stubs, 'ada')).toEqual({ size: 1, shards: 64 });
  });
});

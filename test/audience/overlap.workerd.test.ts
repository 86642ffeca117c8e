import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { followsOf } from '../../src/audience/follows-of.ts';
import { forgetMember } from '../../src/audience/forget-member.ts';
import { listMembers } from '../../src/audience/list-members.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { edge, freshTenant, readAll } from './world.ts';

describe('a put and a removal of the same edge at the same time', () => {
  /** Stubs whose first audience call of one kind waits until `work` is done. */
  function delayed(
    stubs: Stubs,
    method: 'put' | 'remove',
    when: 'before' | 'after',
    work: () => Promise<unknown>,
  ): Stubs {
    let first = true;
    return {
      ...stubs,
      audience: (node, level, shard) => {
        const stub = stubs.audience(node, level, shard);
        const call = async (rows: never) => {
          const turn = first;
          first = false;
          if (turn && when === 'before') await work();
          const answer = await stub[method](rows);
          if (turn && when === 'after') await work();
          return answer;
        };
        return new Proxy(stub, { get: (target, key) => (key === method ? call : Reflect.get(target, key, target)) });
      },
    };
  }
  /** Stubs that tell when a put has asked the census whether it was disturbed. */
  function noticed(stubs: Stubs, notice: () => void): Stubs {
    return {
      ...stubs,
      census: (partition) => {
        const stub = stubs.census(partition);
        const disturbed = async (...asked: Parameters<typeof stub.disturbed>) => {
          const answer = await stub.disturbed(...asked);
          notice();
          return answer;
        };
        return new Proxy(stub, {
          get: (target, key) => (key === 'disturbed' ? disturbed : Reflect.get(target, key, target)),
        });
      },
    };
  }
  const a = edge('a', 'ada', 0.5);

  for (const known of [false, true]) {
    for (const when of ['before', 'after'] as const) {
      const were = known ? 'an edge that was there' : 'a new edge';
      test(`${were}: removed ${when} the audience has it, while it is put`, async ({ expect }) => {
        const stubs = freshTenant();
        if (known) await putEdges(stubs, [a]);
        expect(
          await putEdges(
            delayed(stubs, 'put', when, () => removeEdges(stubs, [a])),
            [a],
          ),
        ).toEqual([]);
        // The put ended last, so it counts, on both sides.
        expect(await followsOf(stubs, 'a')).toEqual([a]);
        expect(await readAll(stubs, 'ada', 10)).toEqual([['a', 'follow', 0.5]]);
      });

      test(`${were}: put ${when} the audience has lost it, while it is removed`, async ({ expect }) => {
        const stubs = freshTenant();
        if (known) await putEdges(stubs, [a]);
        // The put asks whether it was disturbed while the removal is still under way, and ends after it.
        const asked = Promise.withResolvers<void>();
        let put: Promise<unknown> | undefined;
        const removing = delayed(stubs, 'remove', when, async () => {
          put = putEdges(noticed(stubs, asked.resolve), [a]);
          await asked.promise;
        });
        expect(await removeEdges(removing, [a])).toEqual([]);
        expect(await put).toEqual([]);
        expect(await followsOf(stubs, 'a')).toEqual([a]);
        expect(await readAll(stubs, 'ada', 10)).toEqual([['a', 'follow', 0.5]]);
      });
    }
  }

  test('a removal that outlives the memory of the census begins again, so a put between is removed on both sides', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    await putEdges(stubs, [a]);
    const removing = delayed(stubs, 'remove', 'after', async () => {
      await evictDurableObject(stubs.censusOf('a'));
      expect(await putEdges(stubs, [a])).toEqual([]);
    });
    expect(await removeEdges(removing, [a])).toEqual([]);
    expect(await followsOf(stubs, 'a')).toEqual([]);
    expect(await readAll(stubs, 'ada', 10)).toEqual([]);
  });

  test('forgotten while it is put: the put makes the member known again, or nothing of them is left', async ({
    expect,
  }) => {
    const stubs = freshTenant();
    await putEdges(
      delayed(stubs, 'put', 'before', () => forgetMember(stubs, 'a')),
      [a],
    );
    expect(await followsOf(stubs, 'a')).toEqual([a]);
    expect(await readAll(stubs, 'ada', 10)).toHaveLength(1);
    await forgetMember(stubs, 'a');
    expect(await readAll(stubs, 'ada', 10)).toEqual([]);
    expect((await listMembers(stubs, undefined, 10)).members).toEqual([]);
  });
});

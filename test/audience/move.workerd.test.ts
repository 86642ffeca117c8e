import { runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { adopt } from '../../src/audience/adopt.ts';
import type { Audience } from '../../src/audience/audience.ts';
import { type AudienceStore, type EdgeRow, openAudienceStore } from '../../src/audience/audience-store.ts';
import { type Adopt, type Adoption, type AdoptionAnswer, Split } from '../../src/audience/split.ts';
import { ROOT } from '../../src/audience/trie.ts';
import { freshTenant } from './world.ts';

const SLOT = 2 ** 26;
const TAKEN: AdoptionAnswer = { kind: 'taken' };

/** Runs with the empty store of a shard that nothing else touches. */
function withStore<Result>(work: (store: AudienceStore, storage: DurableObjectStorage) => Promise<Result>) {
  const stub = freshTenant().audience('ada', 0, 0);
  return runInDurableObject(stub, (_instance: Audience, state) =>
    work(openAudienceStore(state.storage), state.storage),
  );
}

function row(slot: number, member: string, strength = 1): EdgeRow {
  return [slot * SLOT, member, 'follow', strength];
}

const rowsOf = (store: AudienceStore) => store.rows({ from: 0, to: 0xffffffff }, undefined, 100_000);

/** Children that take over as the real ones do, kept in memory. */
function children() {
  const taken = new Map<number, { epoch: number; rows: EdgeRow[] }>();
  const take: Adopt = async ({ shard }, { epoch, part, rows }) => {
    const child = taken.get(shard);
    if (child && epoch < child.epoch) return { kind: 'stale', seen: child.epoch };
    if (part === 0) taken.set(shard, { epoch, rows: [...rows] });
    else child?.rows.push(...rows);
    return TAKEN;
  };
  return { taken, take };
}

describe('moving a slot', () => {
  test('a write to the slot that moves waits and is refused after it; writes to others go on', async ({ expect }) => {
    await withStore(async (store) => {
      const gate = Promise.withResolvers<void>();
      const { taken, take } = children();
      const split = new Split(ROOT, store, async (child, adoption) => {
        await gate.promise;
        return take(child, adoption);
      });
      store.put([row(0, 'a'), row(1, 'b')]);
      const run = split.run(1);
      let answered = false;
      const write = split.write([row(0, 'c'), row(1, 'd')], (rows) => store.put(rows));
      void write.then(() => (answered = true));
      await Promise.resolve();
      expect(rowsOf(store)).toEqual([row(0, 'a'), row(1, 'b'), row(1, 'd')]);
      expect(answered).toBe(false);

      gate.resolve();
      await run;
      expect(await write).toEqual([0]);
      expect(taken.get(0)?.rows).toEqual([row(0, 'a')]);
      expect(rowsOf(store)).toEqual([row(1, 'b'), row(1, 'd')]);
    });
  });

  test('a write that waited for a move that failed is written where it was', async ({ expect }) => {
    await withStore(async (store) => {
      const gate = Promise.withResolvers<AdoptionAnswer>();
      const split = new Split(ROOT, store, () => gate.promise);
      store.put([row(0, 'a')]);
      const run = split.run(1);
      const write = split.write([row(0, 'c')], (rows) => store.put(rows));
      gate.reject(new Error('the child is out of reach'));
      await expect(run).rejects.toThrow('out of reach');
      expect(await write).toEqual([]);
      expect(split.moved).toEqual([]);
      expect(rowsOf(store)).toEqual([row(0, 'a'), row(0, 'c')]);
    });
  });

  test('a crash at any step of any move loses and doubles nothing', async ({ expect }) => {
    await withStore(async (store) => {
      const { taken, take } = children();
      const model = Array.from({ length: 64 }, (_, slot) => [row(slot, 'a'), row(slot, 'b', slot / 64)]).flat();
      store.put(model);
      let crashes = 0;
      const epochs = new Map<number, number>();
      // Each life of the object crashes once: before the child has taken, or after it, before the answer is back.
      for (let life = 0; life < 200; life++) {
        const split = new Split(ROOT, store, async (child, adoption) => {
          expect(adoption.epoch).toBeGreaterThan(epochs.get(child.shard) ?? 0);
          epochs.set(child.shard, adoption.epoch);
          const crash = adoption.epoch === 1 ? 'before' : adoption.epoch === 2 ? 'after' : undefined;
          if (crash === 'before') throw new Error('crash');
          const answer = await take(child, adoption);
          if (crash === 'after') throw new Error('crash');
          return answer;
        });
        if (split.done) break;
        // What a life writes before it moves anything has to arrive, whoever is the authority.
        const extra = row(63 - (life % 64), `life-${life}`);
        const refused = await split.write([extra], (rows) => store.put(rows));
        if (refused.length === 0) model.push(extra);
        await split.run(1).catch(() => crashes++);
      }
      expect(crashes).toBe(128);
      expect(rowsOf(store)).toEqual([]);
      const everywhere = [...taken.values()].flatMap(({ rows }) => rows);
      const byText = (rows: readonly EdgeRow[]) => rows.map((each) => JSON.stringify(each)).sort();
      expect(byText(everywhere)).toEqual(byText(model));
    });
  });

  test('more rows than one call holds are moved in parts, each row once', async ({ expect }) => {
    await withStore(async (store) => {
      const rows = Array.from({ length: 12_345 }, (_, index): EdgeRow => [index % 100, `m${index}`, 'follow', 1]);
      store.put(rows);
      const { taken, take } = children();
      let parts = 0;
      await new Split(ROOT, store, (child, adoption) => {
        parts++;
        return take(child, adoption);
      }).run(1);
      expect(parts).toBe(3);
      expect(new Set(taken.get(0)?.rows.map(([, member]) => member)).size).toBe(12_345);
      expect(taken.get(0)?.rows).toHaveLength(12_345);
      expect(store.count()).toBe(0);
    });
  });

  test('a child that has seen a higher epoch is tried again above it', async ({ expect }) => {
    await withStore(async (store) => {
      const tried: number[] = [];
      const split = new Split(ROOT, store, async (_child, { epoch }) => {
        tried.push(epoch);
        return epoch > 7 ? TAKEN : { kind: 'stale', seen: 7 };
      });
      await expect(split.run(1)).rejects.toThrow('seen epoch 7');
      await split.run(1);
      expect(tried).toEqual([1, 8]);
      expect(split.moved).toEqual([0]);
    });
  });
});

describe('adopting', () => {
  const part = (epoch: number, part: number, last: boolean, ...members: string[]): Adoption => ({
    epoch,
    part,
    last,
    rows: members.map((member) => row(0, member, epoch / 100)),
  });

  test('a repeat is taken and changes nothing, also after the shard was written to', async ({ expect }) => {
    await withStore(async (store) => {
      expect(adopt(store, part(1, 0, true, 'a', 'b'))).toEqual(TAKEN);
      store.remove([[0, 'a', 'follow']]);
      expect(adopt(store, part(1, 0, true, 'a', 'b'))).toEqual(TAKEN);
      expect(rowsOf(store)).toEqual([row(0, 'b', 0.01)]);
    });
  });

  test('a stale part is refused with the epoch it has to be above', async ({ expect }) => {
    await withStore(async (store) => {
      adopt(store, part(3, 0, true, 'a'));
      expect(adopt(store, part(2, 0, true, 'z'))).toEqual({ kind: 'stale', seen: 3 });
      expect(adopt(store, part(3, 1, true, 'z'))).toEqual({ kind: 'stale', seen: 3 });
      expect(adopt(store, part(4, 1, true, 'z'))).toEqual({ kind: 'stale', seen: 3 });
      expect(rowsOf(store)).toEqual([row(0, 'a', 0.03)]);
    });
  });

  test('refusal: a shard that has begun to split, and the root, cannot be adopted', async ({ expect }) => {
    await withStore(async (store) => {
      adopt(store, part(1, 0, true, 'a'));
      store.setShard({ ...store.shard(), splitting: true });
      expect(() => adopt(store, part(2, 0, true))).toThrow('begun to split');
      expect(rowsOf(store)).toEqual([row(0, 'a', 0.01)]);
    });
    const root = freshTenant().audience('ada', 0, 0);
    await expect(async () => await root.adopt(part(1, 0, true, 'a'))).rejects.toThrow('no parent');
    const child = freshTenant().audience('ada', 1, 0);
    expect(await child.put([row(0, 'a')])).toEqual({ kind: 'unborn' });
    await child.adopt(part(1, 0, false, 'a'));
    expect(await child.outline()).toEqual({ kind: 'unborn' });
    await child.adopt(part(1, 1, true, 'b'));
    expect(await child.outline()).toEqual({ kind: 'outline', edges: 2, moved: [] });
  });

  test('law: parts late, repeated and out of order never leave a whole shard with a mixture', async ({ expect }) => {
    const deliveries = fc.array(
      fc.record({ epoch: fc.integer({ min: 1, max: 3 }), part: fc.integer({ min: 0, max: 2 }) }),
      {
        maxLength: 20,
      },
    );
    await fc.assert(
      fc.asyncProperty(deliveries, async (sent) => {
        await withStore(async (store) => {
          let wholeEpoch = 0;
          for (const { epoch, part: index } of sent) {
            adopt(store, part(epoch, index, index === 2, `e${epoch}p${index}`));
            const state = store.shard();
            expect(state.epoch).toBeGreaterThanOrEqual(wholeEpoch);
            if (!state.whole) continue;
            wholeEpoch = state.epoch;
            expect(rowsOf(store).map(([, member]) => member)).toEqual([0, 1, 2].map((p) => `e${state.epoch}p${p}`));
          }
        });
      }),
      { numRuns: 40 },
    );
  });
});

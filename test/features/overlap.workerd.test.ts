import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { FeatureLine } from '../../src/contract/features.ts';
import type { Held } from '../../src/features/confirm.ts';
import type { Features } from '../../src/features/features.ts';
import { hashOf } from '../../src/features/row-hash.ts';
import { LEASE } from '../../src/features/tickets.ts';
import { featurePartition, type Stubs } from '../../src/platform/stubs.ts';
import { edge, freshTenant, hashesOf, heldBy, knownOf, NOON, push } from './world.ts';

/** A Worker that pushes one row of bob's, step by step. */
class Slow {
  readonly #of: Stubs;
  readonly #line: FeatureLine;
  #ticket: number | undefined;
  #held: Held[] = [];

  constructor(of: Stubs, line: FeatureLine) {
    this.#of = of;
    this.#line = line;
  }

  async compare(now = NOON): Promise<void> {
    const { ticket } = await this.#partition.compare(
      { dataset: 'affinity', members: [['bob', [['actor:ada', hashOf(this.#line)]]]], subjects: [] },
      now,
    );
    this.#ticket = ticket;
  }

  async put(): Promise<void> {
    this.#held = [];
    if (this.#ticket === undefined) return;
    const { features } = this.#line;
    const answer = await this.#of
      .member('bob')
      .putFeatures('affinity', [{ target: 'actor:ada', features }], this.#ticket, NOON);
    if (answer.kind === 'put') this.#held = [['bob', { 'actor:ada': hashOf(this.#line) }]];
  }

  async confirm(): Promise<void> {
    if (this.#ticket !== undefined) await this.#partition.confirm(this.#ticket, this.#held);
  }

  get #partition() {
    return this.#of.features(featurePartition('bob'));
  }
}

/** Whether the books note rows as on their way to anybody of bob's partition. */
function isUnderway(of: Stubs): Promise<boolean> {
  return runInDurableObject(of.features(featurePartition('bob')), (_instance: Features, { storage }) => {
    return storage.sql.exec('select 1 from underway').toArray().length > 0;
  });
}

const lineOf = (likes: number): FeatureLine =>
  likes === 0 ? { member: 'bob', actor: 'ada', features: {} } : edge('bob', 'ada', likes);

describe('pushes of the same member at the same time', () => {
  test('happy: whichever arrives first, the later one stays, and it is never taken for the other', async ({
    expect,
  }) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { of } = freshTenant();
      const slow = [new Slow(of, lineOf(1)), new Slow(of, lineOf(2))];
      for (const each of slow) await each.compare();
      for (const place of order) await slow[place]?.put();
      for (const place of order) await slow[place]?.confirm();
      expect(await heldBy(of, 'bob')).toMatchObject({ edges: { 'actor:ada': { features: { likes: 2 } } } });
      expect(await push(of, [edge('bob', 'ada', 2)])).toMatchObject({ failures: [] });
      expect(await knownOf(of, 'bob')).toEqual(hashesOf(await heldBy(of, 'bob')));
    }
  });

  test('edge: a Worker that dies after its put leaves a row that is sent again', async ({ expect }) => {
    const { of } = freshTenant();
    const slow = new Slow(of, lineOf(1));
    await slow.compare();
    await slow.put();
    expect(await knownOf(of, 'bob')).toBeUndefined();
    await evictDurableObject(of.features(featurePartition('bob')));
    expect(await push(of, [edge('bob', 'ada', 1)], undefined, NOON + 1)).toMatchObject({ written: 1 });
    // What it left is given up with its lease; then the row is known.
    await push(of, [edge('bob', 'ada', 1)], undefined, NOON + LEASE + 1);
    expect(await push(of, [edge('bob', 'ada', 1)], undefined, NOON + LEASE + 2)).toMatchObject({ unchanged: 1 });
    await slow.confirm();
    expect(await push(of, [edge('bob', 'ada', 1)], undefined, NOON + LEASE + 3)).toMatchObject({ unchanged: 1 });
  });

  test('edge: a row that may have arrived is taken away by a full push that does not name it', async ({ expect }) => {
    const { of } = freshTenant();
    const slow = new Slow(of, lineOf(1));
    await slow.compare();
    await slow.put();
    const { partition, other } = { partition: featurePartition('bob'), other: 'cleo' };
    // Somebody of the same partition is pushed later, and the lease ends.
    await of
      .features(partition)
      .compare({ dataset: 'affinity', members: [[other, []]], subjects: [] }, NOON + LEASE + 1);
    await push(of, [edge(other, 'ada', 1)], { id: 'full', last: true }, NOON + LEASE + 2);
    expect(await heldBy(of, 'bob')).toBeUndefined();
  });

  test('law: whatever pushes overlap, die, come late, and whenever the books are read anew, no hash is known of what is not held, and nothing is held that is not in the books', async ({
    expect,
  }) => {
    const step = fc.record({
      worker: fc.integer({ min: 0, max: 2 }),
      act: fc.oneof({ arbitrary: fc.constant('go'), weight: 12 }, fc.constantFrom('die', 'evict', 'expire')),
    });
    const schedules = fc.record({
      rows: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 }),
      steps: fc.array(step, { minLength: 4, maxLength: 20 }),
      last: fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(schedules, async ({ rows, steps, last }) => {
        const { of } = freshTenant();
        const slow = rows.map((likes) => new Slow(of, lineOf(likes)));
        let now = NOON;
        /** Of those at work: what each does next. */
        const next = new Map<number, 'put' | 'confirm'>();
        const go = async (worker: number) => {
          const due = next.get(worker) ?? 'compare';
          await slow[worker]?.[due](now);
          if (due === 'confirm') next.delete(worker);
          else next.set(worker, due === 'compare' ? 'put' : 'confirm');
        };
        const check = async () => {
          // While rows are on their way, nothing is taken for known.
          if (await isUnderway(of)) return;
          const held = hashesOf(await heldBy(of, 'bob'));
          const known = (await knownOf(of, 'bob')) ?? {};
          for (const [target, hash] of Object.entries(known)) {
            if (hash !== '') expect([target, held[target]]).toEqual([target, hash]);
          }
          expect(Object.keys(held).filter((target) => known[target] === undefined)).toEqual([]);
        };
        for (const { worker, act } of steps) {
          now += 1;
          if (act === 'evict') {
            // It has to be awake for that.
            await of.features(featurePartition('bob')).size('affinity');
            await evictDurableObject(of.features(featurePartition('bob')));
          } else if (act === 'expire') {
            // No Worker lives as long as a lease.
            now += LEASE + 1;
            next.clear();
          } else if (act === 'die') next.delete(worker);
          else await go(worker);
          await check();
        }
        // Those still at work end, and the leases of those that died.
        for (const worker of last) while (next.has(worker)) await go(worker);
        await check();
        const partition = of.features(featurePartition('bob'));
        await partition.compare({ dataset: 'affinity', members: [], subjects: [] }, now + LEASE + 1);
        expect(await isUnderway(of)).toBe(false);
        await check();
        // However it went: two pushes later, after the leases, all is known and as it was pushed.
        await push(of, [edge('bob', 'ada', 3)], undefined, now + LEASE + 1);
        await push(of, [edge('bob', 'ada', 3)], undefined, now + LEASE + 2);
        expect(await knownOf(of, 'bob')).toEqual(hashesOf(await heldBy(of, 'bob')));
        expect(Object.keys((await heldBy(of, 'bob'))?.edges ?? {})).toEqual(['actor:ada']);
      }),
      { numRuns: 80, seed: 7 },
    );
  });
});

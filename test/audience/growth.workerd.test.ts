import { abortAllDurableObjects, evictAllDurableObjects, runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { audienceSize } from '../../src/audience/audience-size.ts';
import type { Census } from '../../src/audience/census.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { readNodePage } from '../../src/audience/read-node-page.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import type { Edge } from '../../src/contract/edge.ts';
import type { AudienceCursor } from '../../src/contract/queue-message.ts';
import { CENSUS_PARTITIONS, type Stubs } from '../../src/platform/stubs.ts';
import { EVERYBODY, edge, freshTenant, membersIn, readAll, splitToTheEnd, storedRows } from './world.ts';

/** Strength by `member kind`: what the audience has to be in the end. */
type Model = Map<string, number>;
interface Step {
  readonly remove: boolean;
  readonly member: number;
  readonly kind: string;
  readonly strength: number;
}

const step = fc.record({
  remove: fc.boolean(),
  member: fc.nat(149),
  kind: fc.constantFrom('follow', 'connection'),
  strength: fc.integer({ min: 0, max: 8 }).map((eighths) => eighths / 8),
});
/** Bulk bodies of one writer, one after the other. */
const script = fc.array(fc.array(step, { minLength: 1, maxLength: 60 }), { minLength: 4, maxLength: 8 });

/** Tries until it is done: what a caller does when an object was lost in the middle of a call. */
async function persist(write: () => Promise<readonly unknown[]>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const failures = await write().catch((error: unknown) => [error]);
    if (failures.length === 0) return;
  }
  throw new Error('a write never came through');
}

async function writer(stubs: Stubs, name: string, bodies: readonly (readonly Step[])[], model: Model): Promise<void> {
  for (const body of bodies) {
    // Within a body the last line of an edge counts, so puts and removals of one body go one after the other.
    for (const remove of [false, true]) {
      const lines = body.filter((line) => line.remove === remove);
      const edges = lines.map((line) => edge(`${name}${line.member}`, 'ada', line.strength, line.kind));
      await persist(() => (remove ? removeEdges(stubs, edges) : putEdges(stubs, edges)));
      for (const { from, kind, strength } of edges) {
        if (remove) model.delete(`${from} ${kind}`);
        else model.set(`${from} ${kind}`, strength);
      }
    }
  }
}

/** Pages everybody and says which of the untouched members it read, how often. */
async function reader(stubs: Stubs, limit: number): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let after: AudienceCursor | undefined;
  let place = -1;
  for (let tries = 0; tries < 10_000; tries++) {
    const page = await readNodePage(stubs, 'ada', EVERYBODY, after, limit).catch(() => undefined);
    if (!page) continue;
    for (const { member, hash } of page.members) {
      if (hash < place) throw new Error('pages are not in the order of the hash');
      place = hash;
      counts.set(member, (counts.get(member) ?? 0) + 1);
    }
    if (!page.next) return counts;
    after = page.next;
  }
  throw new Error('the paging does not end');
}

async function censusRows(stubs: Stubs): Promise<Edge[]> {
  const partitions = Array.from({ length: CENSUS_PARTITIONS }, (_, partition) =>
    runInDurableObject(stubs.census(partition), (_instance: Census, state) =>
      state.storage.sql
        .exec<{ member: string; node: string; kind: string; strength: number }>('select * from follow')
        .toArray(),
    ),
  );
  return (await Promise.all(partitions))
    .flat()
    .map(({ member, node, kind, strength }) => edge(member, node, strength, kind));
}

async function grow(
  expect: typeof import('vitest').expect,
  scripts: readonly (readonly (readonly Step[])[])[],
  disturb: () => Promise<void>,
) {
  const stubs = freshTenant();
  const model: Model = new Map();
  // These are there from before the first page to after the last, so every reader has to read each once.
  const untouched = membersIn(EVERYBODY, 190, 'u');
  await persist(() =>
    putEdges(
      stubs,
      untouched.map((member) => edge(member, 'ada')),
    ),
  );
  for (const member of untouched) model.set(`${member} follow`, 1);

  let writing = true;
  const writers = Promise.all(scripts.map((bodies, index) => writer(stubs, `w${index}-`, bodies, model)));
  void writers.finally(() => (writing = false)).catch(() => {});
  const readers = [3, 40].map(async (limit) => {
    do {
      const counts = await reader(stubs, limit);
      for (const member of untouched) expect(counts.get(member), `${member} is read once`).toBe(1);
      expect(Math.max(...counts.values())).toBe(1);
    } while (writing);
  });
  const disturbance = (async () => {
    while (writing) await disturb();
  })();
  await Promise.all([writers, ...readers, disturbance]);

  // Enough to have grown over the threshold, whatever the writers removed.
  const more = membersIn(EVERYBODY, 20, 'z');
  await persist(() =>
    putEdges(
      stubs,
      more.map((member) => edge(member, 'ada')),
    ),
  );
  for (const member of more) model.set(`${member} follow`, 1);
  await splitToTheEnd(stubs, 'ada');

  const expected = [...model].map(([key, strength]) => `${key} ${strength}`).sort();
  const read = await readAll(stubs, 'ada', 17);
  expect(read.map((row) => row.join(' ')).sort()).toEqual(expected);
  expect(await audienceSize(stubs, 'ada')).toEqual({ size: model.size, shards: 64 });
  const stored = await Promise.all([
    storedRows(stubs.audience('ada', 0, 0)),
    ...Array.from({ length: 64 }, (_, shard) => storedRows(stubs.audience('ada', 1, shard))),
  ]);
  expect(stored.flat()).toHaveLength(model.size);
  const census = (await censusRows(stubs)).map(({ from, kind, strength }) => `${from} ${kind} ${strength}`);
  expect(census.sort()).toEqual(expected);
}

describe('growth while it is written, removed from and paged', () => {
  test('1 → 64 shards, compared with a plain map', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(script, script, script), (scripts) =>
        grow(expect, scripts, () => new Promise((next) => setTimeout(next, 5))),
      ),
      { numRuns: 3, endOnFailure: true },
    );
  }, 120_000);

  test('the same while every object crashes again and again, at any point', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(script, script),
        fc.array(fc.nat(60), { minLength: 20, maxLength: 20 }),
        (scripts, pauses) => {
          let crash = 0;
          return grow(expect, scripts, async () => {
            await new Promise((next) => setTimeout(next, 40 + (pauses[crash % pauses.length] ?? 0)));
            if (crash++ < 25) await (crash % 3 === 0 ? evictAllDurableObjects() : abortAllDurableObjects());
          });
        },
      ),
      { numRuns: 2, endOnFailure: true },
    );
  }, 180_000);
});

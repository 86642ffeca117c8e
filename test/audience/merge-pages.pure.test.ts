import fc from 'fast-check';
import { describe, test } from 'vitest';
import { mergePages, type Source } from '../../src/audience/merge-pages.ts';
import { common, evenSlices } from '../../src/audience/way-slices.ts';
import type { AudienceCursor } from '../../src/contract/queue-message.ts';
import { comparePlaces } from '../../src/fanout/place.ts';

/** A source of some members that, as shards do, may end a page early, with a place between two members. */
function sourceOf(places: readonly AudienceCursor[], node: string | undefined, lazy: number) {
  const asked: number[] = [];
  const sorted = places.toSorted(comparePlaces);
  const source: Source = async (after, limit) => {
    asked.push(limit);
    const rest = sorted.filter((each) => !after || comparePlaces(each, after) > 0);
    const given = rest.slice(0, Math.min(limit, lazy));
    const edges = node === undefined ? {} : { edges: [{ node, kind: 'follow', strength: 0.5 }] };
    const next = rest[given.length];
    const last = given.at(-1);
    // A shard ends at a hash; a full page ends at a member.
    const isBoundary = given.length < limit && next && next.hash > (last?.hash ?? -1);
    const place = isBoundary ? { hash: next.hash, member: '' } : last;
    return { members: given.map((each) => ({ ...each, ...edges })), next: next && place };
  };
  return { source, asked };
}

async function everything(sources: readonly Source[], limit: number) {
  const members = [];
  let after: AudienceCursor | undefined;
  for (let pages = 0; pages < 10_000; pages++) {
    const page = await mergePages(sources, after, limit);
    if (page.members.length > limit) throw new Error('a page is too long');
    members.push(...page.members);
    after = page.next;
    if (!after) return members;
  }
  throw new Error('it does not end');
}

describe('mergePages', () => {
  test('law: everybody of any source is read once, in order, with the edges of all, by pages of any size', async ({
    expect,
  }) => {
    // Few hashes, so that members share one, and are sorted by their bytes there.
    const place = fc.record({
      hash: fc.integer({ min: 0, max: 5 }),
      member: fc.constantFrom('a', 'b', 'ab', 'ü', '\uffff', '\u{10000}', '日'),
    });
    const part = fc.record({
      places: fc.uniqueArray(place, { maxLength: 20, comparator: (one, other) => comparePlaces(one, other) === 0 }),
      lazy: fc.integer({ min: 1, max: 8 }),
      isNode: fc.boolean(),
    });
    const world = fc.tuple(fc.array(part, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 9 }));
    await fc.assert(
      fc.asyncProperty(world, async ([parts, limit]) => {
        const sources = parts.map(({ places, lazy, isNode }, index) => {
          return sourceOf(places, isNode ? `n${index}` : undefined, lazy).source;
        });
        const read = await everything(sources, limit);
        const keys = new Map(
          parts.flatMap(({ places }) => places.map((each) => [`${each.hash} ${each.member}`, each])),
        );
        expect(read.map(({ hash, member }) => ({ hash, member }))).toEqual([...keys.values()].sort(comparePlaces));
        for (const { edges = [], ...each } of read) {
          const nodes = parts.flatMap(({ places, isNode }, index) => {
            return isNode && places.some((other) => comparePlaces(each, other) === 0) ? [`n${index}`] : [];
          });
          expect(edges.map(({ node }) => node).toSorted()).toEqual(nodes);
        }
      }),
      { numRuns: 400 },
    );
  });

  test('happy: sources that hold little are not asked again while the large one is read on', async ({ expect }) => {
    const people = Array.from({ length: 5_000 }, (_each, hash) => ({ hash, member: `m${hash}` }));
    const large = sourceOf(people, 'star', 5_000);
    const small = Array.from({ length: 100 }, (_each, n) => sourceOf(people.slice(n, n + 3), `n${n}`, 5_000));
    const page = await mergePages(
      [large, ...small].map(({ source }) => source),
      undefined,
      1_000,
    );
    expect(page.members).toHaveLength(1_000);
    expect(page.members[2]?.edges).toHaveLength(4);
    expect(large.asked.length).toBeLessThan(10);
    expect(small.map(({ asked }) => asked.length)).toEqual(small.map(() => 1));
  });

  test('edge: of more than 100 edges a candidate carries the strongest', async ({ expect }) => {
    const sources = Array.from(
      { length: 130 },
      (_each, n): Source =>
        async () => ({
          members: [{ hash: 1, member: 'ada', edges: [{ node: `n${n}`, kind: 'follow', strength: n / 200 }] }],
          next: undefined,
        }),
    );
    const { members } = await mergePages(sources, undefined, 10);
    expect(members).toHaveLength(1);
    const strengths = members[0]?.edges?.map(({ strength }) => strength) ?? [];
    expect([strengths.length, Math.min(...strengths)]).toEqual([100, 30 / 200]);
  });

  test('edge: no sources are nobody', async ({ expect }) => {
    expect(await mergePages([], undefined, 10)).toEqual({ members: [], next: undefined });
  });

  test('refusal: a source that cannot be read fails the page, so that nobody is passed over', async ({ expect }) => {
    const { source } = sourceOf([{ hash: 1, member: 'ada' }], 'star', 1);
    const broken: Source = () => Promise.reject(new Error('out of reach'));
    await expect(mergePages([source, broken], undefined, 10)).rejects.toThrow('out of reach');
  });
});

describe('slices of several ways', () => {
  const covers = (slices: readonly { from: number; to: number }[]) =>
    slices[0]?.from === 0 &&
    slices.at(-1)?.to === 0xffffffff &&
    slices.every(({ from }, index) => index === 0 || slices[index - 1]?.to === from - 1);

  test('happy: one for every 10,000 who match, a power of two of them, 64 at the most', ({ expect }) => {
    expect([0, 1, 10_000, 10_001, 25_000, 640_000, 1e9].map((count) => evenSlices(count).length)).toEqual([
      1, 1, 1, 2, 4, 64, 64,
    ]);
    for (const count of [0, 30_000, 1e9]) expect(covers(evenSlices(count))).toBe(true);
  });

  test('law: they begin wherever one of the others does, and cover every hash', ({ expect }) => {
    const counts = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(counts, (all) => {
        const lists = all.map(evenSlices);
        const slices = common(lists);
        expect(covers(slices)).toBe(true);
        expect(slices).toEqual(lists.toSorted((one, other) => other.length - one.length)[0]);
      }),
    );
    const [odd] = [
      [
        { from: 0, to: 9 },
        { from: 10, to: 0xffffffff },
      ],
    ];
    expect(common([odd ?? [], evenSlices(20_000)]).map(({ from }) => from)).toEqual([0, 10, 2 ** 31]);
  });
});

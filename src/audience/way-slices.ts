import type { Way } from '../contract/activity.ts';
import type { HashRange } from '../contract/queue-message.ts';
import type { AudienceShape } from '../fanout/start.ts';
import { bounded } from '../platform/bounded.ts';
import type { Stubs } from '../platform/stubs.ts';
import { audienceSlices } from './audience-slices.ts';
import { eitherOf, membersNamed, nodesOf } from './either-of.ts';
import { countMatches } from './preview-audience.ts';

/** Nodes asked at once. */
const PARALLEL = 8;
/** Members who match a predicate, in one slice. */
const MATCHES_PER_SLICE = 10_000;
/** Slices of a predicate: as many as an audience has shards when it has split once. */
const MOST_SLICES = 64;
const HASHES = 2 ** 32;

/**
 * How large an audience of these ways is, and the hash ranges in which a fan-out pages it in parallel: disjoint, in
 * order, together every hash, none with more than one shard of any node. `size` counts ways: whoever several lead to
 * counts for each.
 */
export async function waySlices(stubs: Stubs, ways: readonly Way[]): Promise<AudienceShape> {
  const where = eitherOf(ways);
  const [matches, ofNodes] = await Promise.all([
    where ? countMatches(stubs, where) : undefined,
    bounded(nodesOf(ways), PARALLEL, (node) => audienceSlices(stubs, node)),
  ]);
  const shapes = ofNodes.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
  if (matches !== undefined) shapes.push({ size: matches, slices: evenSlices(matches) });
  const named = membersNamed(ways).length;
  if (named > 0) shapes.push({ size: named, slices: evenSlices(named) });
  return { size: shapes.reduce((sum, { size }) => sum + size, 0), slices: common(shapes.map(({ slices }) => slices)) };
}

/** Ranges of the same length for so many members, a power of two of them: so they end where shards end. */
export function evenSlices(members: number): HashRange[] {
  let count = 1;
  while (count < MOST_SLICES && members > count * MATCHES_PER_SLICE) count *= 2;
  const width = HASHES / count;
  return Array.from({ length: count }, (_each, slice) => ({ from: slice * width, to: (slice + 1) * width - 1 }));
}

/** The ranges that begin wherever a range of any list does; each list covers every hash. */
export function common(lists: readonly (readonly HashRange[])[]): HashRange[] {
  const starts = [...new Set(lists.flatMap((list) => list.map(({ from }) => from)))].sort((a, b) => a - b);
  return starts.map((from, index) => ({ from, to: (starts[index + 1] ?? HASHES) - 1 }));
}

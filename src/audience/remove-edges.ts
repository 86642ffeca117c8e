import type { EdgeKey } from '../contract/edge.ts';
import type { Stubs } from '../platform/stubs.ts';
import { askCensus, censusGroups, membersOf, without } from './census-calls.ts';
import { distinctLines, type EdgeFailure, type EdgeLine, failuresOf } from './edge-failure.ts';
import { type Pace, unpaced, writeShards } from './write-shards.ts';

/** Times a removal is tried that took longer than its lease. */
const ATTEMPTS = 3;

/**
 * Takes edges out of the audiences of their nodes and out of the census. Gives the lines that could not be removed;
 * the others are gone for good. Idempotent: an edge that is not there is removed already. Members stay enrolled.
 * `pace` is awaited before every call to a shard.
 */
export async function removeEdges(
  stubs: Stubs,
  keys: readonly EdgeKey[],
  pace: Pace = unpaced,
): Promise<EdgeFailure[]> {
  const failures: EdgeFailure[] = [];
  let pending: readonly EdgeLine<EdgeKey>[] = distinctLines(keys);
  for (let attempt = 0; attempt < ATTEMPTS && pending.length > 0; attempt++) {
    const begun = await askCensus(stubs, censusGroups(pending), (census, { lines }) =>
      census.beginRemoval(membersOf(lines)),
    );
    const unwritten = await writeShards(
      stubs,
      begun.answered.flatMap(({ lines }) => lines),
      (shard, lines) => shard.remove(lines.map(({ hash, edge }) => [hash, edge.from, edge.kind])),
      pace,
    );
    const ended = await askCensus(stubs, without(begun.answered, unwritten), (census, { said, lines }) =>
      census.unfollow(
        said,
        lines.map(({ edge }) => [edge.from, edge.to, edge.kind]),
      ),
    );
    failures.push(...begun.failures, ...unwritten, ...ended.failures);
    pending = ended.answered.flatMap(({ lines, said }) => (said ? [] : lines));
  }
  return [...failures, ...failuresOf(pending, 'the removal took too long')];
}

import type { Edge } from '../contract/edge.ts';
import type { Stubs } from '../platform/stubs.ts';
import { askCensus, type CensusGroup, censusGroups, membersOf, without } from './census-calls.ts';
import { distinctLines, type EdgeFailure, type EdgeLine, failuresOf } from './edge-failure.ts';
import type { Ticket } from './removal-log.ts';
import { type Pace, unpaced, writeShards } from './write-shards.ts';

/** Times a line is tried while removals of edges of the same member come between. */
const ATTEMPTS = 13;
/** Wait before the second try, in ms; it doubles with each, so that the last one outlives a removal's lease of 30 s. */
const FIRST_PAUSE = 10;
/**
 * Nodes of one round. The census remembers removals in memory while it lives, and an idle object may live for ten
 * seconds only: a round has to end before that, also at the pace of one machine, or it would be put again and again.
 */
const NODES_PER_ROUND = 500;

/**
 * Puts edges into the audiences of their nodes and into the census, any number of them, and enrols their members.
 * Gives the lines that could not be put; the others are durable. Idempotent: an edge that is as it was writes nothing,
 * another strength replaces the one before, and of several lines for one edge the last counts.
 * `pace` is awaited before every call to a shard.
 */
export async function putEdges(stubs: Stubs, edges: readonly Edge[], pace: Pace = unpaced): Promise<EdgeFailure[]> {
  const failures: EdgeFailure[] = [];
  let start = 0;
  while (start < edges.length) {
    const end = endOfRound(edges, start);
    const failed = await putRound(stubs, edges.slice(start, end), pace);
    for (const { index, reason } of failed) failures.push({ index: start + index, reason });
    start = end;
  }
  return failures;
}

/** The place after the last edge of a round: as many edges as go to so many nodes. */
function endOfRound(edges: readonly Edge[], start: number): number {
  const nodes = new Set<string>();
  for (let index = start; index < edges.length; index++) {
    nodes.add(edges[index]?.to ?? '');
    if (nodes.size > NODES_PER_ROUND) return index;
  }
  return edges.length;
}

async function putRound(stubs: Stubs, edges: readonly Edge[], pace: Pace): Promise<EdgeFailure[]> {
  const failures: EdgeFailure[] = [];
  let pending: readonly EdgeLine<Edge>[] = distinctLines(edges);
  for (let attempt = 0; attempt < ATTEMPTS && pending.length > 0; attempt++) {
    if (attempt > 0) await scheduler.wait(FIRST_PAUSE * 2 ** (attempt - 1));
    const noted = await askCensus(stubs, censusGroups(pending), (census, { lines }) =>
      census.follow(lines.map(({ edge }) => [edge.from, edge.to, edge.kind, edge.strength])),
    );
    const unwritten = await writeShards(
      stubs,
      noted.answered.flatMap(({ lines }) => lines),
      (shard, lines) => shard.put(lines.map(({ hash, edge }) => [hash, edge.from, edge.kind, edge.strength])),
      pace,
    );
    const checked = await disturbedLines(stubs, without(noted.answered, unwritten));
    failures.push(...noted.failures, ...unwritten, ...checked.failures);
    pending = checked.lines;
  }
  return [...failures, ...failuresOf(pending, 'edges of the member were being removed at the same time')];
}

/** The lines that have to be put again, because a removal of edges of the same member overlapped. */
async function disturbedLines(
  stubs: Stubs,
  groups: readonly CensusGroup<Edge, Ticket>[],
): Promise<{ lines: EdgeLine<Edge>[]; failures: EdgeFailure[] }> {
  const { answered, failures } = await askCensus(stubs, groups, (census, { said, lines }) =>
    census.disturbed(said, membersOf(lines)),
  );
  const lines = answered.flatMap(({ lines, said }) => {
    const disturbed = new Set(said);
    return lines.filter((line) => disturbed.has(line.edge.from));
  });
  return { lines, failures };
}

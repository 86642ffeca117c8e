import type { EdgeKey } from '../contract/edge.ts';
import { bounded } from '../platform/bounded.ts';
import { messageOf } from '../platform/log.ts';
import { CENSUS_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import { type EdgeFailure, type EdgeLine, failuresOf } from './edge-failure.ts';

/** Calls to census partitions under way at once. */
const PARALLEL = 16;
/** Edges of one call: 6 MB at the longest ids. */
const EDGES_PER_CALL = 5_000;

/** Lines of members of one partition, with what the census said of them so far. */
export interface CensusGroup<Line extends EdgeKey, Said> {
  readonly partition: number;
  readonly lines: readonly EdgeLine<Line>[];
  readonly said: Said;
}

/** The lines of a bulk write by the census partition of their members, in pieces small enough for one call. */
export function censusGroups<Line extends EdgeKey>(lines: readonly EdgeLine<Line>[]): CensusGroup<Line, undefined>[] {
  const groups: CensusGroup<Line, undefined>[] = [];
  for (const [partition, ofPartition] of Map.groupBy(lines, (line) => line.hash % CENSUS_PARTITIONS)) {
    for (let start = 0; start < ofPartition.length; start += EDGES_PER_CALL) {
      groups.push({ partition, lines: ofPartition.slice(start, start + EDGES_PER_CALL), said: undefined });
    }
  }
  return groups;
}

/** Asks the census about each group; a partition that fails fails its own lines only. */
export async function askCensus<Line extends EdgeKey, Before, Said>(
  stubs: Stubs,
  groups: readonly CensusGroup<Line, Before>[],
  ask: (census: ReturnType<Stubs['census']>, group: CensusGroup<Line, Before>) => Promise<Said>,
): Promise<{ answered: CensusGroup<Line, Said>[]; failures: EdgeFailure[] }> {
  const answers = await bounded(groups, PARALLEL, (group) => ask(stubs.census(group.partition), group));
  const answered: CensusGroup<Line, Said>[] = [];
  const failures: EdgeFailure[] = [];
  for (const [index, answer] of answers.entries()) {
    const group = groups[index];
    if (!group) continue;
    if (answer.status === 'fulfilled') answered.push({ ...group, said: answer.value });
    else failures.push(...failuresOf(group.lines, messageOf(answer.reason)));
  }
  return { answered, failures };
}

/** The groups without the lines that have failed. */
export function without<Line extends EdgeKey, Said>(
  groups: readonly CensusGroup<Line, Said>[],
  failures: readonly EdgeFailure[],
): CensusGroup<Line, Said>[] {
  if (failures.length === 0) return [...groups];
  const failed = new Set(failures.map((failure) => failure.index));
  return groups.map((group) => ({
    ...group,
    lines: group.lines.filter((line) => !line.indexes.some((index) => failed.has(index))),
  }));
}

/** The members of a group, each once. */
export function membersOf<Line extends EdgeKey>(lines: readonly EdgeLine<Line>[]): string[] {
  return [...new Set(lines.map((line) => line.edge.from))];
}

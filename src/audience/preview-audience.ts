import type { AudiencePreview, Predicate } from '../contract/predicate.ts';
import { comparePlaces } from '../fanout/place.ts';
import { bounded } from '../platform/bounded.ts';
import { CENSUS_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { Matches } from './census.ts';

/** Members shown. */
const SAMPLE = 20;

/**
 * How many members match a predicate now, exactly, and some of them: those with the lowest hashes, so that the same
 * question shows the same members. Every partition is asked at once; throws when one cannot be.
 */
export async function previewAudience(stubs: Stubs, where: Predicate): Promise<AudiencePreview> {
  const matches = await askPartitions(stubs, where, SAMPLE);
  const first = matches.flatMap((each) => each.first).sort(comparePlaces);
  return { count: sumOf(matches), sample: first.slice(0, SAMPLE).map(({ member }) => member) };
}

/** Only how many. */
export async function countMatches(stubs: Stubs, where: Predicate): Promise<number> {
  return sumOf(await askPartitions(stubs, where, 0));
}

async function askPartitions(stubs: Stubs, where: Predicate, most: number): Promise<Matches[]> {
  const partitions = Array.from({ length: CENSUS_PARTITIONS }, (_each, partition) => partition);
  const answers = await bounded(
    partitions,
    CENSUS_PARTITIONS,
    async (partition): Promise<Matches> => await stubs.census(partition).count(where, most),
  );
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
}

function sumOf(matches: readonly Matches[]): number {
  return matches.reduce((sum, { count }) => sum + count, 0);
}

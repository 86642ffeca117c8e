import { bounded } from '../platform/bounded.ts';
import { censusPartition, type Stubs } from '../platform/stubs.ts';

/** Calls to census partitions under way at once. */
const PARALLEL = 16;
/** Members of one call. */
const MEMBERS_PER_CALL = 5_000;

/**
 * Puts members on the roll, so that they are listed. One row written for a new member, none for one that is on it.
 * Throws the first error when a partition cannot be reached; the others are done, and all may be sent again.
 */
export async function enrol(stubs: Stubs, members: readonly string[]): Promise<void> {
  const calls: { partition: number; members: readonly string[] }[] = [];
  for (const [partition, ofPartition] of Map.groupBy(new Set(members), censusPartition)) {
    for (let start = 0; start < ofPartition.length; start += MEMBERS_PER_CALL) {
      calls.push({ partition, members: ofPartition.slice(start, start + MEMBERS_PER_CALL) });
    }
  }
  const answers = await bounded(calls, PARALLEL, ({ partition, members }) => stubs.census(partition).enrol(members));
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
}

import type { MemberLine } from '../contract/member.ts';
import { bounded } from '../platform/bounded.ts';
import { memberHash } from '../platform/hash.ts';
import { log, messageOf } from '../platform/log.ts';
import { CENSUS_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import { keptAttributes } from './attributes.ts';
import type { ProfileRow } from './profile-rows.ts';

/** Calls to census partitions under way at once. */
const PARALLEL = 16;
/** Members of one call. A body of the API is 4 MB, so what is told of them is within the 32 MB of a call. */
const MEMBERS_PER_CALL = 5_000;

/**
 * Puts members on the roll and notes what was told of them, each named once, so that they are listed and predicates
 * find them. Rows written: 2 for a new member, 1 for another profile, 0 for the same one. Answers those who could not
 * be reached; all others are done.
 */
export async function tellMembers(stubs: Stubs, members: readonly MemberLine[]): Promise<ReadonlySet<string>> {
  const rows = members.map(({ id, ...profile }): ProfileRow => [memberHash(id), id, keptAttributes(profile)]);
  const calls: { partition: number; rows: readonly ProfileRow[] }[] = [];
  for (const [partition, ofPartition] of Map.groupBy(rows, ([hash]) => hash % CENSUS_PARTITIONS)) {
    for (let start = 0; start < ofPartition.length; start += MEMBERS_PER_CALL) {
      calls.push({ partition, rows: ofPartition.slice(start, start + MEMBERS_PER_CALL) });
    }
  }
  const answers = await bounded(calls, PARALLEL, ({ partition, rows }) => stubs.census(partition).tell(rows));
  const failed = new Set<string>();
  for (const [index, answer] of answers.entries()) {
    if (answer.status === 'fulfilled') continue;
    log('error', 'census.failed', { partition: calls[index]?.partition, reason: messageOf(answer.reason) });
    for (const [, member] of calls[index]?.rows ?? []) failed.add(member);
  }
  return failed;
}

import { CENSUS_PARTITIONS, type Stubs } from '../platform/stubs.ts';

/** Partition, then the last member read in it. */
const CURSOR = /^(\d{1,3})\/(.*)$/u;

/**
 * Members of the tenant, each once, up to `limit`, in an order that stays: by partition, then by id. `next` is absent
 * after the last. A member enrolled meanwhile may or may not be among them. A cursor of another make is past the end;
 * `isMemberCursor` tells.
 */
export async function listMembers(
  stubs: Stubs,
  cursor: string | undefined,
  limit: number,
): Promise<{ members: string[]; next: string | undefined }> {
  let { partition, after } = parse(cursor ?? '0/') ?? { partition: CENSUS_PARTITIONS, after: '' };
  const members: string[] = [];
  while (partition < CENSUS_PARTITIONS && members.length < limit) {
    // One more than asked for tells whether the partition goes on.
    const wanted = limit - members.length;
    const found = await stubs.census(partition).members(after, wanted + 1);
    members.push(...found.slice(0, wanted));
    if (found.length > wanted) return { members, next: `${partition}/${members.at(-1)}` };
    partition++;
    after = '';
  }
  return { members, next: partition < CENSUS_PARTITIONS ? `${partition}/` : undefined };
}

/** Whether a text is a cursor that `listMembers` has given. */
export function isMemberCursor(cursor: string): boolean {
  return parse(cursor) !== undefined;
}

function parse(cursor: string): { partition: number; after: string } | undefined {
  const [, partition, after] = CURSOR.exec(cursor) ?? [];
  if (partition === undefined || after === undefined || Number(partition) >= CENSUS_PARTITIONS) return undefined;
  return { partition: Number(partition), after };
}

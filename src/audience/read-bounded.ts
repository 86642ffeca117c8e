import type { AudienceCursor } from '../contract/queue-message.ts';
import type { AudienceStore, ShardMember } from './audience-store.ts';
import type { Reading } from './bounds.ts';

/** Edges that one call reads for those who are asked: some 10 ms, and the object can do something else. */
const MOST_EDGES = 5_000;

/** Members to ask, how many were left out among them, and where the next page starts when there may be more. */
export interface BoundedPage {
  readonly members: readonly ShardMember[];
  readonly pruned: number;
  readonly next: AudienceCursor | undefined;
}

/** The next members up to a hash that have to be asked, at most `limit` of them. */
export function readBounded(
  store: Pick<AudienceStore, 'page'>,
  from: AudienceCursor,
  to: number,
  limit: number,
  reading: Reading | undefined,
): BoundedPage {
  const members: ShardMember[] = [];
  let [pruned, edges, after]: [number, number, AudienceCursor] = [0, 0, from];
  while (edges < MOST_EDGES) {
    const page = store.page(after, to, limit);
    for (const member of page) {
      after = { hash: member.hash, member: member.member };
      edges += member.edges.length;
      if (reading?.prunes(member)) pruned++;
      else if (members.push(member) === limit) return { members, pruned, next: after };
    }
    if (page.length < limit) return { members, pruned, next: undefined };
  }
  return { members, pruned, next: after };
}

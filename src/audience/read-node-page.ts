import type { CandidateEdge } from '../contract/activity.ts';
import type { Bounding, LearnTicket } from '../contract/bound.ts';
import type { AudienceCursor, HashRange } from '../contract/queue-message.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { ShardPage, Unborn } from './audience.ts';
import { routeOf } from './route.ts';

/** Shards asked for one page: it bounds the work of a page over many shards that hold little. */
const CALLS_PER_PAGE = 128;

/** One member of an audience, with every edge that leads to them from the node. */
export interface AudienceMember {
  readonly member: string;
  readonly hash: number;
  readonly edges: readonly CandidateEdge[];
}

export interface AudiencePage {
  readonly members: readonly AudienceMember[];
  /** Where the next page starts; absent after the last. A page before it may hold few members, or none. */
  readonly next: AudienceCursor | undefined;
  /** Members left out, since it is known that they need not be asked. */
  readonly pruned: number;
  /** By these those who are asked tell their bounds; none when they need not. */
  readonly learn: readonly LearnTicket[];
}

/**
 * The next members of a node's audience in a hash range, up to `limit` (1–5,000), in (hash, member) order; several
 * edges of a member are one entry, and no member is on two pages. An edge that is there during the whole paging is
 * read exactly once, also while the audience splits: every hash has one authority at any time, and it is asked. With
 * a bounding those are left out who are known to be below it.
 */
export async function readNodePage(
  stubs: Stubs,
  node: string,
  range: HashRange,
  after: AudienceCursor | undefined,
  limit: number,
  bounding?: Bounding,
): Promise<AudiencePage> {
  if (!Number.isInteger(limit) || limit < 1 || limit > 5_000) throw new RangeError('a page holds 1–5,000 members');
  const route = routeOf(stubs, node);
  const members: AudienceMember[] = [];
  const learn = new Map<string, LearnTicket>();
  let pruned = 0;
  let next: AudienceCursor | undefined = startOf(range, after);
  for (let calls = 0; calls < CALLS_PER_PAGE && next && members.length < limit; calls++) {
    const place = route.locate(next.hash);
    const shard = stubs.audience(node, place.level, place.shard);
    const answer: ShardPage | Unborn = await shard.page(next, range.to, limit - members.length, bounding);
    if (answer.kind === 'unborn') {
      route.forget();
      continue;
    }
    route.learn(place, answer.moved);
    for (const { member, hash, edges } of answer.members) {
      members.push({ member, hash, edges: edges.map(({ kind, strength }) => ({ node, kind, strength })) });
    }
    pruned += answer.pruned;
    // Of several readings of a shard the first one knew least.
    if (answer.ticket && !learn.has(answer.ticket.place)) learn.set(answer.ticket.place, answer.ticket);
    next = answer.next;
  }
  return { members, next, pruned, learn: [...learn.values()] };
}

/** Where a range is read from: an empty member comes before every member, so `{hash, member: ''}` starts at the hash itself. */
export function startOf(range: HashRange, after: AudienceCursor | undefined): AudienceCursor | undefined {
  if (!after || after.hash < range.from) return { hash: range.from, member: '' };
  return after.hash <= range.to ? after : undefined;
}

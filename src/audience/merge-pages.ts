import type { CandidateEdge } from '../contract/activity.ts';
import type { AudienceCursor } from '../contract/queue-message.ts';
import { comparePlaces } from '../fanout/place.ts';
import type { RecipientPage } from '../fanout/read-page.ts';
import { bounded } from '../platform/bounded.ts';

/** Sources read at once. */
const PARALLEL = 32;
/** The fewest members that a source is asked for. */
const FEWEST = 16;
/** Times that sources are read on for one page: it bounds the work of a page of sources that hold little. */
const ROUNDS = 16;
/** Edges that a candidate carries: so many of the longest ids are 56 KB, and a message holds 128 KB. */
const MOST_EDGES = 100;

/** Reads members after a place, in (hash, member) order: at most `limit`, perhaps fewer. */
export type Source = (after: AudienceCursor | undefined, limit: number) => Promise<RecipientPage>;
type Located = RecipientPage['members'][number];

/** How far a source is read. */
interface Stream {
  readonly read: Source;
  /** What it has given. */
  readonly members: Located[];
  /** It has given everybody up to this place; everybody there is when it is not open any more. */
  upTo: AudienceCursor | undefined;
  isOpen: boolean;
  /** To be asked for next: twice as many each time, since the others wait for a source that holds the most. */
  wanted: number;
}

/**
 * The next members of several sources, up to `limit`, in (hash, member) order: whoever is in several of them is one
 * entry with all their edges, the 100 strongest. Nobody is on two pages. Throws when a source cannot be read.
 */
export async function mergePages(
  sources: readonly Source[],
  after: AudienceCursor | undefined,
  limit: number,
): Promise<RecipientPage> {
  const wanted = Math.min(limit, Math.max(FEWEST, Math.ceil((2 * limit) / sources.length)));
  const streams = sources.map((read): Stream => ({ read, members: [], upTo: after, isOpen: true, wanted }));
  await readOn(streams, limit);
  for (let round = 1; ; round++) {
    const horizon = horizonOf(streams);
    const members = consolidated(streams.flatMap((stream) => stream.members.filter(isWithin(horizon))));
    if (members.length > limit) return { members: members.slice(0, limit), next: placeOf(members[limit - 1]) };
    if (!horizon || members.length === limit || round === ROUNDS) return { members, next: horizon };
    // Those with enough behind the horizon need not be read: it is another one that holds it back.
    await readOn(
      streams.filter(({ isOpen, members, wanted }) => {
        return isOpen && members.length - members.filter(isWithin(horizon)).length < wanted / 2;
      }),
      limit,
    );
  }
}

async function readOn(streams: readonly Stream[], limit: number): Promise<void> {
  const pages = await bounded(streams, PARALLEL, ({ read, upTo, wanted }) => read(upTo, wanted));
  for (const [index, page] of pages.entries()) {
    const stream = streams[index];
    if (page.status === 'rejected') throw page.reason;
    if (!stream) continue;
    stream.members.push(...page.value.members);
    stream.upTo = page.value.next;
    stream.isOpen = page.value.next !== undefined;
    stream.wanted = Math.min(limit, 2 * stream.wanted);
  }
}

/** Up to where every source is read; undefined when all are to their end. */
function horizonOf(streams: readonly Stream[]): AudienceCursor | undefined {
  return streams.flatMap(({ isOpen, upTo }) => (isOpen && upTo ? [upTo] : [])).sort(comparePlaces)[0];
}

function isWithin(horizon: AudienceCursor | undefined): (member: Located) => boolean {
  return (member) => !horizon || comparePlaces(member, horizon) <= 0;
}

/** Members in order, each once. */
function consolidated(members: readonly Located[]): Located[] {
  const merged: Located[] = [];
  for (const next of members.toSorted(comparePlaces)) {
    const last = merged.at(-1);
    if (!last || comparePlaces(last, next) !== 0) merged.push(next);
    else merged[merged.length - 1] = withEdges(last, [...(last.edges ?? []), ...(next.edges ?? [])]);
  }
  return merged;
}

function withEdges({ hash, member }: Located, edges: readonly CandidateEdge[]): Located {
  if (edges.length === 0) return { hash, member };
  if (edges.length <= MOST_EDGES) return { hash, member, edges };
  return { hash, member, edges: edges.toSorted((one, other) => other.strength - one.strength).slice(0, MOST_EDGES) };
}

function placeOf(member: Located | undefined): AudienceCursor | undefined {
  return member && { hash: member.hash, member: member.member };
}

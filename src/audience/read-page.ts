import type { Predicate } from '../contract/predicate.ts';
import type { HashRange } from '../contract/queue-message.ts';
import { comparePlaces } from '../fanout/place.ts';
import type { ReadPage, RecipientPage } from '../fanout/read-page.ts';
import { memberHash } from '../platform/hash.ts';
import { CENSUS_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import { eitherOf, membersNamed, nodesOf } from './either-of.ts';
import { mergePages, type Source } from './merge-pages.ts';
import { readNodePage, startOf } from './read-node-page.ts';

/**
 * The next members in a hash range that any of the ways leads to, up to `limit` (1–5,000), in (hash, member) order:
 * each once, with the edges of all the nodes. Nodes and census split the same hash, so a range of it is the same
 * members everywhere. Somebody whom a way leads to during the whole paging is read exactly once; whoever is told to be
 * otherwise meanwhile, as they are when their place is read. Only the audience of a single node is bounded.
 */
export const readPage: ReadPage = (stubs, ways, range, after, limit, bounding) => {
  const nodes = nodesOf(ways);
  const where = eitherOf(ways);
  const named = membersNamed(ways);
  const [node] = nodes;
  if (!where && named.length === 0 && nodes.length === 1 && node !== undefined)
    return readNodePage(stubs, node, range, after, limit, bounding);
  const sources = [
    ...nodes.map(
      (each): Source =>
        (from, most) =>
          readNodePage(stubs, each, range, from, most),
    ),
    ...(where ? partitionSources(stubs, where, range) : []),
    ...(named.length > 0 ? [listSource(named, range)] : []),
  ];
  return mergePages(sources, after, limit);
};

/** Members who are named are in the order of all audiences, too. */
function listSource(named: readonly string[], range: HashRange): Source {
  const located = named
    .map((member) => ({ hash: memberHash(member), member }))
    .filter(({ hash }) => hash >= range.from && hash <= range.to)
    .sort(comparePlaces);
  return async (after, limit) => {
    const rest = after ? located.filter((each) => comparePlaces(each, after) > 0) : located;
    const members = rest.slice(0, limit);
    return { members, next: rest.length > limit ? members.at(-1) : undefined };
  };
}

/** A partition holds members of every hash range: each range is read in all of them. */
function partitionSources(stubs: Stubs, where: Predicate, range: HashRange): Source[] {
  return Array.from({ length: CENSUS_PARTITIONS }, (_each, partition): Source => {
    return async (after, limit): Promise<RecipientPage> => {
      const start = startOf(range, after);
      return start ? stubs.census(partition).match(where, start, range.to, limit) : { members: [], next: undefined };
    };
  });
}

import { isDeepStrictEqual } from 'node:util';
import { ringsOf, undeliveredOf, verdictsOf } from './history.ts';
import type { Story } from './story.ts';
import type { Told } from './told.ts';

/** What of a story did not come as it must, a line each; nothing when all of it did. */
export function findFaults(story: Story, told: Told): string[] {
  const { rings, decided, undelivered = [], timelines = {} } = story.expected;
  return [
    ...faultsOfList(rings, ringsOf(story, told), { missing: 'did not ring', more: 'rang unexpectedly' }),
    ...faultsOfList(undelivered, undeliveredOf(told), { missing: 'expected as undelivered', more: 'did not arrive' }),
    ...faultsOfDecisions(decided, told),
    ...Object.entries(timelines).flatMap(([member, { entries, unseen }]) => {
      const timeline = told.timelines[member];
      if (timeline?.entries.length === entries && timeline.unseen === unseen) return [];
      const has = timeline ? `entries ${timeline.entries.length}, unseen ${timeline.unseen}` : 'nothing';
      return [`timeline of ${member}: expected entries ${entries}, unseen ${unseen}, but it has ${has}`];
    }),
  ];
}

/** Both lists must be the same, in the same order. */
function faultsOfList(
  expected: readonly string[],
  were: readonly string[],
  words: { readonly missing: string; readonly more: string },
): string[] {
  if (isDeepStrictEqual(expected, were)) return [];
  const [missing, more] = [without(expected, were), without(were, expected)];
  if (missing.length + more.length === 0) return [`it came in another order: ${were.join('; ')}`];
  return [...missing.map((each) => `${words.missing}: ${each}`), ...more.map((each) => `${words.more}: ${each}`)];
}

function faultsOfDecisions(expected: Story['expected']['decided'], told: Told): string[] {
  const verdicts = verdictsOf(told);
  return Object.entries(expected).flatMap(([name, wanted]) => {
    const were = (verdicts.get(name) ?? []).map(({ outcome, reason }) => `${outcome} ${reason}`);
    if (isDeepStrictEqual(wanted, were)) return [];
    return [`${name}: expected ${wanted.join(', then ')}, but it was ${were.join(', then ') || 'never decided'}`];
  });
}

/** What is left of a list when each of the others is taken out of it once. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return list.filter((each) => {
    const place = left.indexOf(each);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

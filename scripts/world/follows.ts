import type { Person } from './people.ts';
import { pickWeighted, type Random } from './random.ts';

/** `from` follows `to`. */
export interface FollowEdge {
  readonly from: string;
  readonly to: string;
  /** 0..1 */
  readonly strength: number;
}

/** People followed by one person: at least, and at most so many more. */
const FOLLOWS_LEAST = 4;
const FOLLOWS_MORE = 8;
/** How fast fame falls with rank: the person of rank r draws followers in proportion to r^-FALL, a power law. */
const FALL = 0.9;
/** How much likelier a shared interest makes a follow. */
const SHARED = 1.5;

/** Who follows whom: few are followed by nearly all, most by a few, and shared interests bring people together. */
export function makeFollows(people: readonly Person[], random: Random): FollowEdge[] {
  return people.flatMap((person) => {
    const count = FOLLOWS_LEAST + Math.floor(random() * FOLLOWS_MORE);
    const followed = new Set<string>();
    for (let drawn = 0; drawn < count; drawn++) {
      const choices = people
        .map((other, rank) => [other, (rank + 1) ** -FALL * (1 + SHARED * shared(person, other))] as const)
        .filter(([other]) => other.id !== person.id && !followed.has(other.id));
      if (choices.length > 0) followed.add(pickWeighted(random, choices).id);
    }
    return [...followed].map((to) => ({
      from: person.id,
      to,
      strength: Math.round((0.3 + 0.7 * random()) * 100) / 100,
    }));
  });
}

/** Who follows somebody. */
export function followersOf({ follows }: { readonly follows: readonly FollowEdge[] }, id: string): string[] {
  return follows.filter((edge) => edge.to === id).map((edge) => edge.from);
}

/** Everybody else. */
export function othersThan({ people }: { readonly people: readonly Person[] }, id: string): string[] {
  return people.map((person) => person.id).filter((other) => other !== id);
}

/** How many interests two people share. */
function shared(one: Person, other: Person): number {
  return one.interests.filter((interest) => other.interests.includes(interest)).length;
}

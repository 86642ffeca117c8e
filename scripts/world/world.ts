import { type FollowEdge, makeFollows } from './follows.ts';
import { makePeople, type Person } from './people.ts';
import { seededRandom } from './random.ts';

/** The seed of the demo world: the same people and follows at every start, so that nothing is doubled. */
const SEED = 20_261_121;

/** The people of the demo world and who follows whom. */
export interface World {
  readonly people: readonly Person[];
  readonly follows: readonly FollowEdge[];
}

/** The world of a seed. */
export function makeWorld(seed: number = SEED): World {
  const random = seededRandom(seed);
  const people = makePeople(random);
  return { people, follows: makeFollows(people, random) };
}

import type { Way } from '../contract/activity.ts';
import type { Predicate } from '../contract/predicate.ts';

/** The nodes among some ways, each once. */
export function nodesOf(ways: readonly Way[]): string[] {
  return [...new Set(ways.flatMap((way) => ('node' in way ? [way.node] : [])))];
}

/** What any of the predicates among some ways asks, as one; undefined when there is none. */
export function eitherOf(ways: readonly Way[]): Predicate | undefined {
  const [first, ...others] = ways.flatMap((way) => ('where' in way ? [way.where] : []));
  return first && others.length > 0 ? { any: [first, ...others] } : first;
}

/** The members that some ways name one by one, each once. */
export function membersNamed(ways: readonly Way[]): string[] {
  return [...new Set(ways.flatMap((way) => ('members' in way ? way.members : [])))];
}

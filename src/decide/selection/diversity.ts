import type { CandidateActivity } from '../../contract/activity.ts';

/** What one more notification is worth when one about the same item has just rung: half. */
const SAME_ITEM = 0.5;
/** … of the same actor. */
const SAME_ACTOR = 0.7;
/** … of the same type. */
const SAME_TYPE = 0.9;
/** However much like it has rung, it is worth a tenth: nothing waits for ever because of what it is like. */
const LEAST = 0.1;

/** What rang, as far as it makes something else more of the same. */
export interface Rung {
  readonly type: string;
  readonly actor?: string | null | undefined;
  readonly item?: string | null | undefined;
}

/**
 * How much of its worth one more notification keeps beside those that rang, `LEAST`..1: the factors of all that are about
 * the same item, of the same actor or of the same type, multiplied.
 *
 * Seed: maximal marginal relevance (Carbonell and Goldstein), where likeness to what is chosen counts against a choice.
 */
export function diversityBeside(rung: readonly Rung[]): (activity: CandidateActivity) => number {
  const types = tally(rung.map(({ type }) => type));
  const actors = tally(rung.map(({ actor }) => actor));
  const items = tally(rung.map(({ item }) => item));
  return ({ type, actor, item }) =>
    Math.max(
      LEAST,
      SAME_TYPE ** (types.get(type) ?? 0) *
        SAME_ACTOR ** (actors.get(actor ?? '') ?? 0) *
        SAME_ITEM ** (items.get(item ?? '') ?? 0),
    );
}

function tally(names: readonly (string | null | undefined)[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) if (name != null) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

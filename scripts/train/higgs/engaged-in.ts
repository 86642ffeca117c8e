import type { Past } from './past.ts';
import type { HourOfActs } from './read-hours.ts';

/** Who engages in an hour: how many in all, and which candidates. */
export function engagedIn(
  past: Past,
  { acts }: HourOfActs,
): { readonly every: number; readonly pairs: ReadonlySet<number> } {
  const every = new Set<string>();
  const pairs = new Set<number>();
  for (const { actor: doer, recipient } of acts) {
    if (doer === recipient) continue;
    every.add(`${doer} ${recipient}`);
    const pair = past.pairs.find(past.names.numberOf(doer), past.names.numberOf(recipient));
    if (pair >= 0) pairs.add(pair);
  }
  return { every: every.size, pairs };
}

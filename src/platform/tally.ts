/** Counts by name. */
export type Tally = Readonly<Record<string, number>>;

/** How often each name occurs. */
export function countBy(names: Iterable<string>): Tally {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** The sum of tallies, name by name. */
export function addTallies(...tallies: readonly Tally[]): Tally {
  const sum: Record<string, number> = {};
  for (const tally of tallies) for (const [name, value] of Object.entries(tally)) sum[name] = (sum[name] ?? 0) + value;
  return sum;
}

/** The first of some moments, ms since the epoch; null when there is none. */
export function earliest(...moments: readonly (number | null | undefined)[]): number | null {
  const known = moments.filter((each) => each !== null && each !== undefined);
  return known.length === 0 ? null : Math.min(...known);
}

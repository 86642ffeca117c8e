/** Of a sum of floats, by the size of its parts: a thousand times what a sum of a thousand parts can be wrong by. */
const SUM_SLACK = 1e-10;
/** Beyond it a sum has lost its fractions, and what cancels out may leave anything. */
const MOST = 1e12;
/** Steps of a bound: what is rounded up to them seldom changes, and so is seldom written. */
const STEP = 1_000;
/** No sum of less matters: its probability is nothing. */
const LEAST_BOUND = -1e6;

/**
 * The most that a sum of log-odds can be when it is added up in another order, by the sum and the size of its parts
 * (the sum of their absolute values). Infinite when nothing can be told.
 */
export function atMost(sum: number, size: number): number {
  if (Number.isNaN(sum) || !(size <= MOST)) return Number.POSITIVE_INFINITY;
  return sum + size * SUM_SLACK;
}

/** A bound as it is kept: rounded up to a thousandth; infinite when there is none. */
export function roundedUp(bound: number): number {
  if (Number.isNaN(bound) || bound > MOST) return Number.POSITIVE_INFINITY;
  return Math.max(LEAST_BOUND, Math.ceil((bound + 1e-6) * STEP) / STEP);
}

/**
 * The least log-odds with which a notification that is worth `value` when it is opened can be worth `floor`: below them
 * its utility is below the floor, whatever its cost. Rounded down by more than floats can be wrong. Floor and value above 0.
 */
export function leastLogOdds(floor: number, value: number): number {
  // Close to 1 the log-odds have no precision left: somewhat less than certain counts as certain.
  const probability = Math.min(floor / value, 1 - 1e-9);
  return Math.log(probability) - Math.log1p(-probability) - 1e-5;
}

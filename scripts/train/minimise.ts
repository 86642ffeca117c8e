/** A smooth function: its value at a point; its slope there is written to `slope`. */
export type Objective = (point: Float64Array, slope: Float64Array) => number;

/** Where the search ended. */
export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  /** Steps taken. */
  readonly steps: number;
  /** Whether the slope, or what a step still gains, is as small as was asked. */
  readonly converged: boolean;
}

/** Steps that the shape of the function is guessed from, and steps at the most. */
const MEMORY = 10;
const MOST_STEPS = 500;
const MOST_HALVINGS = 40;
/** A step has to gain this share of what the slope promises (Armijo). */
const ENOUGH = 1e-4;

/**
 * The least of a convex function by L-BFGS with halved steps: deterministic, no step size to choose. `tolerance` is the
 * gain of a step, as a share of the value, at which it ends. Seed: Nocedal, "Updating quasi-Newton matrices with limited
 * storage", Mathematics of Computation 35, 1980.
 */
export function minimise(objective: Objective, start: Float64Array, tolerance = 1e-9): Minimum {
  const pairs: Pair[] = [];
  let point: Float64Array = start.slice();
  let slope: Float64Array = new Float64Array(start.length);
  let value = objective(point, slope);
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const direction = downhill(slope, pairs);
    const promised = dot(slope, direction);
    if (!(promised < 0)) return { point, value, steps, converged: true };
    const next = stepAlong(objective, point, value, direction, promised);
    if (next === undefined) return { point, value, steps, converged: true };
    remember(pairs, minus(next.point, point), minus(next.slope, slope));
    const gain = value - next.value;
    point = next.point;
    slope = next.slope;
    value = next.value;
    if (gain <= tolerance * Math.max(1, Math.abs(value))) return { point, value, steps: steps + 1, converged: true };
  }
  return { point, value, steps: MOST_STEPS, converged: false };
}

/** What a step moved and how the slope changed by it. */
interface Pair {
  readonly moved: Float64Array;
  readonly turned: Float64Array;
  readonly product: number;
}

/** Minus the inverse Hessian times the slope, as far as the pairs tell of it (the two-loop recursion). */
function downhill(slope: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = slope.map((value) => -value);
  const shares = pairs.toReversed().map(({ moved, turned, product }) => {
    const share = dot(moved, direction) / product;
    addScaled(direction, turned, -share);
    return share;
  });
  const last = pairs.at(-1);
  const scale = last ? last.product / dot(last.turned, last.turned) : 1 / Math.sqrt(dot(slope, slope) || 1);
  for (let index = 0; index < direction.length; index++) direction[index] = (direction[index] ?? 0) * scale;
  pairs.forEach(({ moved, turned, product }, index) => {
    const share = shares[pairs.length - 1 - index] ?? 0;
    addScaled(direction, moved, share - dot(turned, direction) / product);
  });
  return direction;
}

function stepAlong(
  objective: Objective,
  point: Float64Array,
  value: number,
  direction: Float64Array,
  promised: number,
): { readonly point: Float64Array; readonly slope: Float64Array; readonly value: number } | undefined {
  let length = 1;
  for (let halvings = 0; halvings < MOST_HALVINGS; halvings++) {
    const next = point.slice();
    addScaled(next, direction, length);
    const slope = new Float64Array(point.length);
    const there = objective(next, slope);
    if (there <= value + ENOUGH * length * promised) return { point: next, slope, value: there };
    length /= 2;
  }
  return undefined;
}

function remember(pairs: Pair[], moved: Float64Array, turned: Float64Array): void {
  const product = dot(moved, turned);
  // Without curvature along the step there is nothing to learn from it.
  if (!(product > 1e-12 * dot(turned, turned))) return;
  pairs.push({ moved, turned, product });
  if (pairs.length > MEMORY) pairs.shift();
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] ?? 0) * (other[index] ?? 0);
  return sum;
}

function minus(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((value, index) => value - (other[index] ?? 0));
}

function addScaled(to: Float64Array, what: Float64Array, scale: number): void {
  for (let index = 0; index < to.length; index++) to[index] = (to[index] ?? 0) + scale * (what[index] ?? 0);
}

import { cpuTime } from './runtime-process.ts';

/** Medians over the rounds of a comparison. */
export interface Comparison {
  /** A second. */
  readonly floor: number;
  readonly product: number;
  /** Median of the ratios product ÷ floor, each of two rounds side by side. */
  readonly ratio: number;
  /** The quartiles of those ratios. */
  readonly spread: readonly [number, number];
  /** The same ratio by processor time of the runtime, summed over all rounds; undefined where it is not known. */
  readonly byProcessor: number | undefined;
}

/** One round: does so much work and gives how much it was; how long it took is measured around it. */
export type Round = () => Promise<number>;

/**
 * Measures floor and product in turns (floor, product, floor, product …), so that whatever else the machine does falls
 * on both alike. One uncounted turn warms up both. `runtime` is the process whose processor time is counted.
 */
export async function inPairs(
  pairs: number,
  floor: Round,
  product: Round,
  runtime: number | undefined,
): Promise<Comparison> {
  await floor();
  await product();
  const floors: Measured[] = [];
  const products: Measured[] = [];
  for (let round = 0; round < pairs; round++) {
    floors.push(await measured(floor, runtime));
    products.push(await measured(product, runtime));
  }
  const ratios = products.map(({ perSecond }, round) => perSecond / (floors[round]?.perSecond ?? Number.NaN));
  const costs = [costOf(floors), costOf(products)] as const;
  return {
    floor: percentile(rates(floors), 0.5),
    product: percentile(rates(products), 0.5),
    ratio: percentile(ratios, 0.5),
    spread: [percentile(ratios, 0.25), percentile(ratios, 0.75)],
    byProcessor: costs[0] !== undefined && costs[1] !== undefined ? costs[0] / costs[1] : undefined,
  };
}

interface Measured {
  readonly perSecond: number;
  readonly work: number;
  /** s */
  readonly processor: number | undefined;
}

async function measured(round: Round, runtime: number | undefined): Promise<Measured> {
  const before = cpuTime(runtime);
  const startedAt = performance.now();
  const work = await round();
  const perSecond = (work / (performance.now() - startedAt)) * 1_000;
  const after = cpuTime(runtime);
  return { perSecond, work, processor: before === undefined || after === undefined ? undefined : after - before };
}

/** Processor seconds for a piece of work. */
function costOf(rounds: readonly Measured[]): number | undefined {
  const spent = rounds.flatMap(({ processor }) => processor ?? []);
  if (spent.length < rounds.length) return undefined;
  return sum(spent) / sum(rounds.map(({ work }) => work));
}

function rates(rounds: readonly Measured[]): number[] {
  return rounds.map(({ perSecond }) => perSecond);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** The value that a share (0..1) of the values does not exceed: nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('There is no percentile of nothing');
  return value;
}

/** Medians over the rounds of a comparison. */
export interface Comparison {
  readonly floor: number;
  readonly product: number;
  /** Median of the ratios product ÷ floor, each of two rounds side by side. */
  readonly ratio: number;
  /** The lowest and the highest of those ratios. */
  readonly spread: readonly [number, number];
}

/**
 * Measures floor and product in turns (floor, product, floor, product …), so that whatever else the machine does falls
 * on both alike. One uncounted turn warms up both.
 */
export async function inPairs(
  pairs: number,
  floor: (round: number) => Promise<number>,
  product: (round: number) => Promise<number>,
): Promise<Comparison> {
  await floor(-1);
  await product(-1);
  const floors: number[] = [];
  const products: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < pairs; round++) {
    const below = await floor(round);
    const above = await product(round);
    floors.push(below);
    products.push(above);
    ratios.push(above / below);
  }
  return {
    floor: percentile(floors, 0.5),
    product: percentile(products, 0.5),
    ratio: percentile(ratios, 0.5),
    spread: [Math.min(...ratios), Math.max(...ratios)],
  };
}

/** The value that a share (0..1) of the values does not exceed: nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error('There is no percentile of nothing');
  return value;
}

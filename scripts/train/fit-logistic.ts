import { minimise } from './minimise.ts';
import type { TrainingRows } from './training-rows.ts';

/** A trained regression over columns as they are, not as they were scaled to train it. */
export interface Fit {
  readonly intercept: number;
  /** A weight of each column. */
  readonly weights: readonly number[];
  /** Mean log loss of the rows, without the penalty. */
  readonly loss: number;
  readonly steps: number;
  readonly converged: boolean;
}

/**
 * The weights under which the rows are most likely, less `penalty / 2` times the sum of the squares of the weights of
 * the standardised columns (L2; the intercept has none). Columns are scaled to mean 0 and deviation 1, so that one
 * penalty suits all, and the scaling is folded back into the weights; a column that never varies has weight 0.
 */
export function fitLogistic(rows: TrainingRows, penalty: number): Fit {
  const { width, size, labels, weights } = rows;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const positive = weights.reduce((sum, weight, row) => sum + (labels[row] ? weight : 0), 0);
  if (positive === 0 || positive === total) throw new RangeError('Rows of both outcomes are needed to train');
  const scale = scaleOf(rows, total);
  const scaled = standardised(rows, scale);
  const signs = Float64Array.from(labels, (label) => (label ? 1 : 0));
  const counts = Float64Array.from(weights);

  const loss = (point: Float64Array, slope: Float64Array): number => {
    slope.fill(0);
    const intercept = point[width] ?? 0;
    let sum = 0;
    let error = 0;
    for (let row = 0, start = 0; row < size; row++, start += width) {
      let logit = intercept;
      for (let column = 0; column < width; column++) logit += (point[column] ?? 0) * (scaled[start + column] ?? 0);
      const label = signs[row] ?? 0;
      const weight = counts[row] ?? 0;
      // log(1 + e^logit) - label · logit, without overflow.
      sum += weight * (Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - label * logit);
      const miss = weight * (1 / (1 + Math.exp(-logit)) - label);
      error += miss;
      for (let column = 0; column < width; column++)
        slope[column] = (slope[column] ?? 0) + miss * (scaled[start + column] ?? 0);
    }
    slope[width] = error;
    return sum;
  };
  const penalised = (point: Float64Array, slope: Float64Array): number => {
    let sum = loss(point, slope);
    for (let column = 0; column < width; column++) {
      const weight = point[column] ?? 0;
      sum += (penalty / 2) * weight * weight;
      slope[column] = (slope[column] ?? 0) + penalty * weight;
    }
    return sum;
  };

  const start = new Float64Array(width + 1);
  start[width] = Math.log(positive / (total - positive));
  const { point, steps, converged } = minimise(penalised, start);
  const mean = loss(point, new Float64Array(width + 1)) / total;
  return { ...foldedBack(point, scale), loss: mean, steps, converged };
}

/** Of each column: its mean, and by what it is divided; 0 when it never varies. */
interface Scale {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function scaleOf({ width, size, values, weights }: TrainingRows, total: number): Scale {
  const means = new Float64Array(width);
  const deviations = new Float64Array(width);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < width; column++)
      means[column] = (means[column] ?? 0) + ((weights[row] ?? 0) / total) * (values[row * width + column] ?? 0);
  }
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < width; column++) {
      const off = (values[row * width + column] ?? 0) - (means[column] ?? 0);
      deviations[column] = (deviations[column] ?? 0) + ((weights[row] ?? 0) / total) * off * off;
    }
  }
  // What varies by rounding alone does not vary.
  const rounding = (column: number) => 1e-9 * Math.max(1, Math.abs(means[column] ?? 0));
  return {
    means,
    deviations: deviations.map((variance, column) =>
      Math.sqrt(variance) > rounding(column) ? Math.sqrt(variance) : 0,
    ),
  };
}

function standardised({ width, size, values }: TrainingRows, { means, deviations }: Scale): Float64Array {
  const scaled = new Float64Array(size * width);
  for (let index = 0; index < scaled.length; index++) {
    const column = index % width;
    const deviation = deviations[column] ?? 0;
    scaled[index] = deviation === 0 ? 0 : ((values[index] ?? 0) - (means[column] ?? 0)) / deviation;
  }
  return scaled;
}

function foldedBack(point: Float64Array, { means, deviations }: Scale): { intercept: number; weights: number[] } {
  const weights = Array.from(deviations, (deviation, column) =>
    deviation === 0 ? 0 : (point[column] ?? 0) / deviation,
  );
  const shift = weights.reduce((sum, weight, column) => sum + weight * (means[column] ?? 0), 0);
  return { intercept: (point[point.length - 1] ?? 0) - shift, weights };
}

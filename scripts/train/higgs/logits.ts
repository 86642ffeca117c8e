import { columnReader } from '../columns.ts';
import type { Fit } from '../fit-logistic.ts';
import { COLUMNS, createFeatures, FEATURES } from './features.ts';
import type { Past } from './past.ts';

/** The log-odds of pairs, as of the past's moment. */
export function logitsOf(past: Past, { intercept, weights }: Fit): (pair: number) => number {
  const featuresOf = createFeatures(past);
  const columnsOf = columnReader(FEATURES, COLUMNS);
  const values = new Float64Array(FEATURES.length);
  const row = new Float64Array(COLUMNS.length);
  const factors = Float64Array.from(weights);
  return (pair) => {
    featuresOf(pair, values);
    columnsOf(values, row);
    let logit = intercept;
    for (let column = 0; column < row.length; column++) logit += (factors[column] ?? 0) * (row[column] ?? 0);
    return logit;
  };
}

/** The probability of log-odds, 0..1. */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type Column, columnReader } from '../../scripts/train/columns.ts';
import { fitLogistic } from '../../scripts/train/fit-logistic.ts';
import { createKeptShare } from '../../scripts/train/kept-share.ts';
import { minimise } from '../../scripts/train/minimise.ts';
import { modelOfFit } from '../../scripts/train/model-of-fit.ts';
import { TrainingRows } from '../../scripts/train/training-rows.ts';
import { ModelDefinition } from '../../src/contract/model.ts';
import { modelOf } from '../../src/decide/score/model.ts';

interface Row {
  readonly values: readonly number[];
  readonly label: boolean;
  readonly weight: number;
}

function packed(rows: readonly Row[], width = rows[0]?.values.length ?? 0): TrainingRows {
  const all = new TrainingRows(width);
  for (const { values, label, weight } of rows) all.add(values, label, weight);
  return all;
}

const number = fc.double({ min: -5, max: 5, noNaN: true });
const rowOf = (width: number) =>
  fc.record({
    values: fc.array(number, { minLength: width, maxLength: width }),
    label: fc.boolean(),
    weight: fc.constantFrom(1, 1, 3, 100),
  });
/** Both outcomes are among them. */
const rowsOf = (width: number) =>
  fc
    .array(rowOf(width), { minLength: 4, maxLength: 30 })
    .map((rows) => rows.map((row, index) => (index < 2 ? { ...row, label: index === 0 } : row)));

/** What is minimised, written down once more: by the plain weights, the penalty on weight times deviation. */
function costOf(rows: readonly Row[], intercept: number, weights: readonly number[], penalty: number): number {
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  const loss = rows.reduce((sum, { values, label, weight }) => {
    const logit = values.reduce((all, value, column) => all + value * (weights[column] ?? 0), intercept);
    const against = label ? -logit : logit;
    return sum + weight * (against > 30 ? against : Math.log1p(Math.exp(against)));
  }, 0);
  return weights.reduce((sum, each, column) => {
    const mean = rows.reduce((all, { values, weight }) => all + (weight * (values[column] ?? 0)) / total, 0);
    const variance = rows.reduce(
      (all, { values, weight }) => all + (weight * ((values[column] ?? 0) - mean) ** 2) / total,
      0,
    );
    return sum + (penalty / 2) * each * each * variance;
  }, loss);
}

/** The least value of a convex function of one number, by halving where it lies. */
function leastOf(value: (at: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 80; step++) {
    const [one, other] = [low + (high - low) / 3, high - (high - low) / 3];
    if (value(one) < value(other)) high = other;
    else low = one;
  }
  return value((low + high) / 2);
}

describe('the solver', () => {
  test('happy: finds where a crooked valley is deepest', ({ expect }) => {
    const { point, converged } = minimise(
      (at, slope) => {
        const [x = 0, y = 0] = at;
        slope[0] = 2 * (x - 3) + 20 * (x + y);
        slope[1] = 20 * (x + y) + 0.2 * (y + 2);
        return (x - 3) ** 2 + 10 * (x + y) ** 2 + 0.1 * (y + 2) ** 2;
      },
      new Float64Array([50, -80]),
    );
    expect(converged).toBe(true);
    // Where both slopes are 0: 22 x + 20 y = 6 and 20 x + 20.2 y = -0.4.
    expect([...point]).toEqual([expect.closeTo(129.2 / 44.4, 3), expect.closeTo(-128.8 / 44.4, 3)]);
  });

  test('law: no search by brute force finds anything better', ({ expect }) => {
    fc.assert(
      fc.property(rowsOf(1), fc.constantFrom(0.5, 1, 10), (rows, penalty) => {
        const fit = fitLogistic(packed(rows), penalty);
        const found = costOf(rows, fit.intercept, fit.weights, penalty);
        const brute = leastOf(
          (weight) => leastOf((intercept) => costOf(rows, intercept, [weight], penalty), -60, 60),
          -60,
          60,
        );
        expect(found).toBeLessThanOrEqual(brute + 1e-5 * Math.max(1, brute));
      }),
      { numRuns: 30 },
    );
  });

  test('law: whatever the columns, no weights nearby are better', ({ expect }) => {
    fc.assert(
      fc.property(rowsOf(3), fc.array(number, { minLength: 4, maxLength: 4 }), (rows, away) => {
        const fit = fitLogistic(packed(rows), 1);
        const found = costOf(rows, fit.intercept, fit.weights, 1);
        for (const scale of [1, 0.1, 0.01]) {
          const [shift = 0, ...shifts] = away.map((each) => each * scale);
          const weights = fit.weights.map((weight, column) => weight + (shifts[column] ?? 0));
          expect(found).toBeLessThanOrEqual(
            costOf(rows, fit.intercept + shift, weights, 1) + 1e-6 * Math.max(1, found),
          );
        }
      }),
    );
  });

  test('edge: a column that never varies has no weight; a row counts as often as its weight says', ({ expect }) => {
    const twice: Row[] = [0, 1, 2].map((value) => ({ values: [value, 7], label: value > 0, weight: 2 }));
    const apart = twice.flatMap((row) => [row, row]).map((row) => ({ ...row, weight: 1 }));
    const fit = fitLogistic(packed(twice), 1);
    expect(fit.weights[1]).toBe(0);
    expect(fitLogistic(packed(apart), 1).weights[0]).toBeCloseTo(fit.weights[0] ?? 0, 6);
  });

  test('refusal: one outcome teaches nothing', ({ expect }) => {
    expect(() => fitLogistic(packed([{ values: [1], label: true, weight: 1 }]), 1)).toThrow(RangeError);
  });
});

describe('a trained model', () => {
  test('law: gives in Tower the probabilities that it was trained to give, crosses included', ({ expect }) => {
    const names = ['edge.strength', 'item.likes', 'actor.affinity.acts1h'];
    const columns: readonly Column[] = [...names, ['edge.strength', 'item.likes']];
    const read = columnReader(names, columns);
    fc.assert(
      fc.property(rowsOf(3), (rows) => {
        const crossed = rows.map((row) => {
          const values = new Float64Array(columns.length);
          read(Float64Array.from(row.values), values);
          return { ...row, values: [...values] };
        });
        const fit = fitLogistic(packed(crossed), 1);
        const definition = ModelDefinition.parse(modelOfFit(columns, fit));
        // A digest of its own: models of the same one are taken for the same.
        const model = modelOf({ ...definition, digest: JSON.stringify(definition) });
        rows.forEach(({ values }, index) => {
          const logit = fit.weights.reduce(
            (sum, weight, column) => sum + weight * (crossed[index]?.values[column] ?? 0),
            fit.intercept,
          );
          const named = Object.fromEntries(names.map((name, place) => [name, values[place] ?? 0]));
          expect(model.open(named)).toBeCloseTo(1 / (1 + Math.exp(-logit)), 9);
        });
      }),
    );
  });
});

describe('the share kept', () => {
  test('law: is what sorting gives', ({ expect }) => {
    const scored = fc.array(fc.tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.boolean()), { minLength: 1 });
    fc.assert(
      fc.property(scored, fc.double({ min: 0, max: 1, noNaN: true }), (all, share) => {
        const rounded = all.map(([score, label]) => [Math.round(score * 100) / 100, label] as const);
        const kept = createKeptShare();
        for (const [score, label] of rounded) kept.add(score, label);
        // Those of equal score are kept in equal parts: each counts as the mean of its equals.
        const worth = (score: number) => {
          const equals = rounded.filter(([other]) => other === score);
          return equals.filter(([, label]) => label).length / equals.length;
        };
        const sorted = rounded.map(([score]) => score).sort((one, other) => other - one);
        const positives = rounded.filter(([, label]) => label).length;
        const best = sorted.reduce(
          (sum, score, index) => sum + worth(score) * Math.min(1, Math.max(0, share * all.length - index)),
          0,
        );
        expect(kept.at(share)).toBeCloseTo(positives === 0 ? 0 : best / positives, 6);
      }),
    );
  });
});

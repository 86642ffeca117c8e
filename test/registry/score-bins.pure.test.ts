import fc from 'fast-check';
import { describe, test } from 'vitest';
import { binOf, decilesOf, noScores, type ScoreBins } from '../../src/registry/score-bins.ts';

/** What is counted of candidates that were scored so, those of `opened` being opened. */
function binsOf(scores: readonly (readonly [pOpen: number, opened: boolean])[]): ScoreBins {
  const bins = noScores();
  for (const [pOpen, isOpened] of scores) {
    const bin = binOf(pOpen);
    bins.offered[bin] = (bins.offered[bin] ?? 0) + 1;
    bins.expected[bin] = (bins.expected[bin] ?? 0) + pOpen;
    if (isOpened) bins.opened[bin] = (bins.opened[bin] ?? 0) + 1;
  }
  return bins;
}
const probability = fc.double({ min: 0, max: 1, noNaN: true });

describe('the calibration of a model', () => {
  test('happy: of scores that are spread, ten groups of a tenth each', ({ expect }) => {
    const scores = Array.from({ length: 6_400 }, (_each, index) => {
      const pOpen = 1 / (1 + Math.exp(8 - ((index % 64) + 0.5) / 4));
      return [pOpen, index < 3_200] as const;
    });
    const deciles = decilesOf(binsOf(scores));
    expect(deciles.map(({ decile }) => decile)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { count, observed } of deciles) {
      expect(Math.abs(count - 640)).toBeLessThanOrEqual(100);
      expect(observed).toBe(0.5);
    }
    expect([deciles[0]?.from, deciles[9]?.to]).toEqual([0, 1]);
  });

  test('edge: scores that are all alike are one group; without any there is none', ({ expect }) => {
    const alike = Array.from({ length: 10 }, (_each, index) => [0.3, index < 4] as const);
    expect(decilesOf(binsOf(alike))).toEqual([
      {
        decile: 6,
        from: expect.any(Number),
        to: expect.any(Number),
        count: 10,
        expected: expect.closeTo(0.3),
        observed: 0.4,
      },
    ]);
    expect(decilesOf(noScores())).toEqual([]);
  });

  test('edge: what is certain is in the first and the last bin', ({ expect }) => {
    expect([binOf(0), binOf(1), binOf(0.5)]).toEqual([0, 63, 32]);
  });

  test('law: every candidate is in one group, groups rise, and each expects what lies in it', ({ expect }) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(probability, fc.boolean()), { minLength: 1, maxLength: 300 }), (scores) => {
        const deciles = decilesOf(binsOf(scores));
        expect(deciles.reduce((sum, { count }) => sum + count, 0)).toBe(scores.length);
        const opened = deciles.reduce((sum, { count, observed }) => sum + count * observed, 0);
        expect(opened).toBeCloseTo(scores.filter(([, isOpened]) => isOpened).length, 6);
        for (const [index, { decile, from, to, expected }] of deciles.entries()) {
          expect(expected).toBeGreaterThanOrEqual(from - 1e-9);
          expect(expected).toBeLessThanOrEqual(to + 1e-9);
          const before = deciles[index - 1];
          if (before) expect([before.decile < decile, before.to <= from]).toEqual([true, true]);
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { START_PACES } from '../../src/fanout/start-pace.ts';
import { type Bucket, bookTokens, type Quota } from '../../src/platform/token-bucket.ts';

const paces = fc.record({ rate: fc.integer({ min: 1, max: 5_000 }), burst: fc.integer({ min: 1, max: 500 }) });
const asks = fc.array(fc.record({ step: fc.nat(3_000), count: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 25,
});

/** Books one after another; gives when each was asked for, and the moment it got. */
function bookAll(pace: Quota, steps: readonly { readonly step: number; readonly count: number }[]) {
  let bucket: Bucket | undefined;
  let now = 1_000_000;
  return steps.flatMap(({ step, count }) => {
    now += step;
    const booked = bookTokens(bucket, count, pace, now);
    bucket = booked.bucket;
    return booked.moments.map((moment) => ({ asked: now, moment }));
  });
}

describe('the pace of small fan-outs', () => {
  test('happy: a burst begins at once, the others one by one', ({ expect }) => {
    const { bucket, moments } = bookTokens(undefined, 6, { rate: 10, burst: 3 }, 1_000);
    expect(moments).toEqual([1_000, 1_000, 1_000, 1_100, 1_200, 1_300]);
    expect(bookTokens(bucket, 2, { rate: 10, burst: 3 }, 1_050).moments).toEqual([1_400, 1_500]);
    expect(bookTokens(bucket, 2, { rate: 10, burst: 3 }, 2_000).moments).toEqual([2_000, 2_000]);
  });

  test('edge: after a clock that goes back, what is there is taken at once', ({ expect }) => {
    const pace = { rate: 10, burst: 3 };
    const { bucket } = bookTokens(undefined, 1, pace, 5_000);
    expect(bookTokens(bucket, 3, pace, 4_000).moments).toEqual([4_000, 4_000, 5_100]);
  });

  test('law: none is lost, in order, and in no window more than burst + rate·t', ({ expect }) => {
    fc.assert(
      fc.property(paces, asks, (pace, steps) => {
        const booked = bookAll(pace, steps);
        expect(booked).toHaveLength(steps.reduce((sum, { count }) => sum + count, 0));
        const wrong = booked.flatMap(({ asked, moment }, first) =>
          booked.slice(first).flatMap(({ moment: last }, more) => {
            // Moments are whole milliseconds.
            const most = pace.burst + (pace.rate * (last - moment + 1)) / 1_000 + 1e-6;
            return moment < asked || last < moment || more + 1 > most ? [{ moment, last, starts: more + 1 }] : [];
          }),
        );
        expect(wrong).toEqual([]);
      }),
    );
  });

  test('law: whoever keeps to the pace never waits, and nobody waits longer than the pace demands', ({ expect }) => {
    fc.assert(
      fc.property(paces, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 600 }), (pace, starts, flood) => {
        const step = Math.ceil(1_000 / pace.rate);
        const slow = bookAll(
          pace,
          Array.from({ length: starts }, () => ({ step, count: 1 })),
        );
        for (const { asked, moment } of slow) expect(moment).toBe(asked);
        const last = bookTokens(undefined, flood, pace, 0).moments.at(-1);
        expect(last).toBe(Math.max(0, Math.ceil(((flood - pace.burst) * 1_000) / pace.rate)));
      }),
    );
  });

  test('refusal: no lane has a pace that its queue could not take', ({ expect }) => {
    for (const { rate, burst } of Object.values(START_PACES)) {
      expect(rate).toBeGreaterThan(0);
      expect(rate + burst).toBeLessThanOrEqual(5_000);
    }
  });
});

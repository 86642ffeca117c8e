import fc from 'fast-check';
import { describe, test } from 'vitest';
import { isBeyondRate } from '../../src/ingest/type-rate.ts';
import { aType } from './samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
let tenants = 0;

/** A question by question count of what is beyond the rate, in a tenant of its own. */
function asker(rate: object | undefined, tenant = `rated-${tenants++}`, name = 'post') {
  const type = { ...aType(rate === undefined ? {} : { rate }), name };
  return (at: number, times = 1) =>
    Array.from({ length: times }, () => isBeyondRate(tenant, type, NOW + at)).filter((each) => each).length;
}

describe('isBeyondRate', () => {
  test('happy: a burst is within the rate, what follows it at once is beyond, and time makes it good', ({ expect }) => {
    const beyond = asker({ perSecond: 10, burst: 30 });
    expect(beyond(0, 30)).toBe(0);
    expect(beyond(0, 5)).toBe(5);
    expect(beyond(500, 8)).toBe(3);
    expect(beyond(60_000, 31)).toBe(1);
  });

  test('happy: a burst is a second’s worth unless it is told', ({ expect }) => {
    expect(asker({ perSecond: 10 })(0, 12)).toBe(2);
  });

  test('edge: a type without a rate is never beyond it', ({ expect }) => {
    expect(asker(undefined)(0, 10_000)).toBe(0);
  });

  test('edge: each type of each tenant has its own', ({ expect }) => {
    const rate = { perSecond: 1 };
    expect(asker(rate, 'one/two', 'three')(0, 2)).toBe(1);
    expect(asker(rate, 'one', 'two/three')(0, 2)).toBe(1);
    expect(asker(rate, 'one/two', 'three')(0, 1)).toBe(1);
  });

  test('law: no more than the burst and the rate over the time are within it', ({ expect }) => {
    const times = fc.array(fc.nat(300), { maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 100 }),
        times,
        (perSecond, burst, steps) => {
          const beyond = asker({ perSecond, burst });
          let [at, within] = [0, 0];
          for (const step of steps) {
            at += step;
            within += 1 - beyond(at);
          }
          expect(within).toBeLessThanOrEqual(burst + (perSecond * at) / 1_000 + 1e-6);
        },
      ),
    );
  });
});

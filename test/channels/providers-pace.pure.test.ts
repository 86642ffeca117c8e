import fc from 'fast-check';
import { describe, test } from 'vitest';
import { PATIENCE, type Pace, type Rate, take, UNSPENT } from '../../src/channels/providers/pace.ts';

const NOW = Date.UTC(2050, 0, 1);
/** Moments are told to the ms of a double: beyond 2^40 of them they are exact to a thousandth. */
const SLACK = 0.01;

interface Waiting {
  readonly at: number;
  readonly urgent: boolean;
}

/** Everybody comes when they were told to, or `late` ms after; gives the moments at which they go, and how often each asked. */
function served(rate: Rate, arrivals: readonly Waiting[], late: (turn: number) => number) {
  let pace: Pace = UNSPENT;
  let turn = 0;
  const line: { due: number; slot?: number; urgent: boolean; asked: number }[] = arrivals.map(({ at, urgent }) => ({
    due: at,
    urgent,
    asked: 0,
  }));
  const gone: { at: number; asked: number; urgent: boolean }[] = [];
  while (line.length > 0) {
    line.sort((one, other) => one.due - other.due);
    const next = line.shift();
    if (!next) break;
    const { due, slot, urgent, asked } = next;
    const told = take(pace, { urgent, ...(slot === undefined ? {} : { slot }) }, rate, due);
    pace = told.pace;
    if (told.kind === 'go') gone.push({ at: told.at, asked: asked + 1, urgent });
    else line.push({ due: told.at + late(turn++), slot: told.at, urgent, asked: asked + 1 });
    if (asked > 1_000) throw new Error('It never goes');
  }
  return gone;
}

const rates = fc.record({
  perSecond: fc.oneof(fc.double({ min: 0.05, max: 1, noNaN: true }), fc.double({ min: 1, max: 200, noNaN: true })),
  burst: fc.integer({ min: 1, max: 20 }),
});
const crowds = fc.array(
  fc.record({ at: fc.integer({ min: 0, max: 60_000 }).map((at) => NOW + at), urgent: fc.boolean() }),
  { minLength: 1, maxLength: 120 },
);

function mostWithin(moments: readonly number[], { perSecond, burst }: Rate): void {
  const sorted = moments.toSorted((one, other) => one - other);
  for (const [first, from] of sorted.entries()) {
    for (let last = first + 1; last < sorted.length; last++) {
      const stretch = (sorted[last] ?? 0) - from;
      const allowed = burst + ((stretch + SLACK) * perSecond) / 1_000;
      if (last - first + 1 > allowed) throw new Error(`${last - first + 1} within ${stretch} ms, of ${allowed}`);
    }
  }
}

describe('the pace of a provider', () => {
  test('happy: of a hundred at once each has a moment of its own, a step after the one before', ({ expect }) => {
    const rate = { perSecond: 10, burst: 1 };
    const crowd = Array.from({ length: 100 }, () => ({ at: NOW, urgent: false }));
    const gone = served(rate, crowd, () => 0).map(({ at }) => at - NOW);
    expect(gone).toHaveLength(100);
    const steps = gone.toSorted((one, other) => one - other).map((at, place, all) => at - (all[place - 1] ?? -100));
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(100 - SLACK);
    expect(Math.max(...steps)).toBeLessThanOrEqual(100 / 0.9 + SLACK);
  });

  test('happy: nobody who came when they were told to stands in line again', ({ expect }) => {
    const crowd = Array.from({ length: 200 }, () => ({ at: NOW, urgent: false }));
    for (const { asked } of served({ perSecond: 1, burst: 5 }, crowd, () => 0)) expect(asked).toBeLessThanOrEqual(2);
  });

  test('edge: after a pause a burst goes at once, and no more than that', ({ expect }) => {
    const crowd = Array.from({ length: 30 }, () => ({ at: NOW, urgent: false }));
    const gone = served({ perSecond: 1, burst: 20 }, crowd, () => 0).filter(({ at }) => at === NOW);
    expect(gone).toHaveLength(20);
  });

  test('edge: what is urgent does not stand behind a long line', ({ expect }) => {
    const crowd = Array.from({ length: 1_000 }, () => ({ at: NOW, urgent: false }));
    const rate = { perSecond: 1, burst: 1 };
    const gone = served(rate, [...crowd, { at: NOW + 60_000, urgent: true }], () => 0);
    const urgent = gone.find((each) => each.urgent);
    expect(urgent?.at).toBeLessThanOrEqual(NOW + 60_000 + PATIENCE);
  });

  test('law: whoever comes when, late or on time, no stretch of time has more than the burst and its worth', () => {
    fc.assert(
      fc.property(
        rates,
        crowds,
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1 }),
        (rate, crowd, late) => {
          const gone = served(rate, crowd, (turn) => late[turn % late.length] ?? 0);
          mostWithin(
            gone.map(({ at }) => at),
            rate,
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test('law: all go in the end, none before it came', ({ expect }) => {
    fc.assert(
      fc.property(rates, crowds, (rate, crowd) => {
        const gone = served(rate, crowd, () => 0).map(({ at }) => at);
        expect(gone).toHaveLength(crowd.length);
        expect(Math.min(...gone)).toBeGreaterThanOrEqual(Math.min(...crowd.map(({ at }) => at)));
        const worth = (crowd.length * 1_000) / rate.perSecond / 0.9;
        const last = Math.max(...crowd.map(({ at }) => at));
        expect(Math.max(...gone)).toBeLessThanOrEqual(last + 2 * worth + 2 * PATIENCE);
      }),
    );
  });
});

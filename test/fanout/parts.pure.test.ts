import fc from 'fast-check';
import { describe, test } from 'vitest';
import { cutBatches } from '../../src/fanout/cut-batches.ts';
import { stalled } from '../../src/fanout/stall.ts';

const edges = fc.array(
  fc.record({ node: fc.string({ maxLength: 128 }), kind: fc.constant('follow'), strength: fc.constant(1) }),
  { maxLength: 30 },
);

describe('cutBatches', () => {
  test('law: everybody is in one batch, in order, each within 250 members and 64 KB, ending where it says', ({
    expect,
  }) => {
    const members = fc.array(
      fc.record({ member: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 128 }), hash: fc.nat(), edges }),
      {
        maxLength: 600,
      },
    );
    fc.assert(
      fc.property(members, (all) => {
        const cuts = cutBatches(all);
        expect(cuts.flatMap(({ recipients }) => recipients)).toEqual(
          all.map(({ hash: _hash, ...recipient }) => recipient),
        );
        let taken = 0;
        for (const { recipients, until } of cuts) {
          taken += recipients.length;
          const last = all[taken - 1];
          expect(until).toEqual({ hash: last?.hash, member: last?.member });
          expect(recipients.length).toBeLessThanOrEqual(250);
          expect(Buffer.byteLength(JSON.stringify(recipients))).toBeLessThan(64_000);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('happy: a thousand short names are four messages', ({ expect }) => {
    const all = Array.from({ length: 1_000 }, (_each, hash) => ({ member: `m${hash}`, hash }));
    expect(cutBatches(all).map(({ recipients }) => recipients.length)).toEqual([250, 250, 250, 250]);
    expect(cutBatches([])).toEqual([]);
  });
});

describe('stalled', () => {
  const fanout = { resentAt: 0, resends: 0 };

  test('happy: nothing moved for a while, since the last progress or the last time it was sent again', ({ expect }) => {
    expect(stalled(1_000, fanout, 30_000, 30_999)).toBe(false);
    expect(stalled(1_000, fanout, 30_000, 31_000)).toBe(true);
    expect(stalled(1_000, { resentAt: 20_000, resends: 1 }, 30_000, 79_999)).toBe(false);
    expect(stalled(1_000, { resentAt: 20_000, resends: 1 }, 30_000, 80_000)).toBe(true);
  });

  test('edge: each time in a row without progress waits twice as long, up to ten minutes; progress begins anew', ({
    expect,
  }) => {
    const waits = (resends: number, lastProgress = 0) => {
      let now = 0;
      while (!stalled(lastProgress, { resentAt: 0, resends }, 30_000, now)) now += 10_000;
      return now;
    };
    expect([0, 1, 2, 3, 4, 5, 50].map((resends) => waits(resends))).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000,
    ]);
    expect(waits(5, 10_000)).toBe(40_000);
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { covers, type Mark, type Marks, withMark } from '../../src/member/marks.ts';

const letter = fc.integer({ min: 0, max: 25 }).map((index) => String.fromCharCode(65 + index));
const mark: fc.Arbitrary<Mark> = fc.record({ upTo: letter, at: fc.integer({ min: 0, max: 30 }) });
const row = fc.record({ id: letter, at: fc.integer({ min: 0, max: 30 }) });
const made = (marks: readonly Mark[]) => marks.reduce<Marks>(withMark, []);

describe('marks', () => {
  test('happy: a later mark that reaches as far replaces the earlier one', ({ expect }) => {
    expect(
      made([
        { upTo: 'B', at: 1 },
        { upTo: 'C', at: 2 },
      ]),
    ).toEqual([{ upTo: 'C', at: 2 }]);
  });

  test('edge: one that reaches less far but later stands beside it', ({ expect }) => {
    const marks = made([
      { upTo: 'C', at: 1 },
      { upTo: 'A', at: 2 },
    ]);
    expect(marks).toHaveLength(2);
    expect(covers(marks, { id: 'A', at: 2 })).toBe(true);
    expect(covers(marks, { id: 'B', at: 2 })).toBe(false);
  });

  test('refusal: without a mark nothing is covered', ({ expect }) => {
    expect(covers(undefined, { id: 'A', at: 0 })).toBe(false);
    expect(covers([], { id: 'A', at: 0 })).toBe(false);
  });

  test('law: an entry is covered when one of all the marks ever made covers it, and none is kept in vain', ({
    expect,
  }) => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 20 }), row, (all, row) => {
        const marks = made(all);
        expect(covers(marks, row)).toBe(all.some((each) => row.id <= each.upTo && row.at <= each.at));
        for (const one of marks) {
          for (const other of marks) {
            if (one !== other) expect(one.upTo > other.upTo || one.at > other.at).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('law: however many there are, a bounded number is kept and what was covered stays covered', ({ expect }) => {
    const stairs = Array.from({ length: 500 }, (_, step) => ({ upTo: String(999 - step), at: step }));
    const marks = made(stairs);
    expect(marks.length).toBeLessThanOrEqual(32);
    for (const { upTo, at } of stairs) expect(covers(marks, { id: upTo, at })).toBe(true);
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { QuietHours, QuietTimes, Weekday } from '../../src/contract/schedule.ts';
import { quietUntil } from '../../src/decide/timing/quiet-window.ts';
import { MINUTE } from './cases.ts';
import { scanQuietUntil } from './minute-scan.ts';

const at = (instant: string) => Date.parse(instant);

describe('laws, against a scan of every minute', () => {
  /** Every second time is of the hours in which clocks change. */
  const hour = fc.oneof(fc.integer({ min: 0, max: 23 }), fc.constantFrom(23, 0, 1, 2, 3, 4));
  const clock = fc
    .tuple(hour, fc.constantFrom('00', '10', '15', '30', '45', '59'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
  const days = fc.uniqueArray(fc.constantFrom<Weekday[]>('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'), {
    minLength: 1,
  });
  const window = fc
    .record({ from: clock, to: clock, days: fc.option(days, { nil: undefined, freq: 3 }) })
    .map(({ days, ...hours }): QuietHours => ({ ...hours, ...(days ? { days } : {}) }));
  const quietTimes: fc.Arbitrary<QuietTimes> = fc.oneof(window, fc.array(window, { minLength: 1, maxLength: 4 }));
  /** A zone and the moments around which its clocks change. */
  const moment = fc
    .constantFrom(
      ['UTC', '2026-03-01T00:00:00Z'],
      ['America/New_York', '2026-03-08T07:00:00Z'],
      ['America/New_York', '2026-11-01T06:00:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T15:00:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T15:30:00Z'],
      ['Antarctica/Troll', '2026-03-29T01:00:00Z'],
      ['Antarctica/Troll', '2026-10-25T01:00:00Z'],
      ['Europe/Dublin', '2026-03-29T01:00:00Z'],
      ['Pacific/Chatham', '2026-09-26T14:00:00Z'],
      ['Africa/Cairo', '2026-04-23T22:00:00Z'],
      ['Africa/Cairo', '2026-10-29T21:00:00Z'],
      ['America/Nuuk', '2026-03-29T01:00:00Z'],
      ['Pacific/Apia', '2011-12-30T10:00:00Z'],
      ['Asia/Kathmandu', '2026-05-05T00:00:00Z'],
      ['Pacific/Kiritimati', '2027-01-01T00:00:00Z'],
    )
    .chain(([zone, change]) =>
      fc.integer({ min: -4 * 1_440, max: 3 * 1_440 }).map((minutes) => ({ zone, now: at(change) + minutes * MINUTE })),
    );

  test('it ends when the scan does, and what is not always quiet is not quiet then', ({ expect }) => {
    fc.assert(
      fc.property(moment, quietTimes, ({ zone, now }, quiet) => {
        const end = quietUntil(now, quiet, zone);
        const expected = scanQuietUntil(now, quiet, zone);
        if (expected === 'always') {
          expect(end).toBeGreaterThan(now + 14 * 1_440 * MINUTE);
        } else {
          expect(end).toBe(expected);
          if (end !== undefined) expect(quietUntil(end, quiet, zone)).toBeUndefined();
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('a later moment never ends earlier', ({ expect }) => {
    fc.assert(
      fc.property(moment, quietTimes, fc.integer({ min: 0, max: 3 * 1_440 }), ({ zone, now }, quiet, later) => {
        const [first, second] = [now, now + later * MINUTE].map((each) => quietUntil(each, quiet, zone) ?? each);
        expect(second).toBeGreaterThanOrEqual(first ?? Number.NaN);
      }),
      { numRuns: 200 },
    );
  });

  test('the order of the windows does not matter, nor what was asked before', ({ expect }) => {
    fc.assert(
      fc.property(moment, fc.array(window, { minLength: 2, maxLength: 4 }), ({ zone, now }, windows) => {
        expect(quietUntil(now, windows.toReversed(), zone)).toBe(quietUntil(now, windows, zone));
        expect(quietUntil(now, windows, zone)).toBe(quietUntil(now, structuredClone(windows), zone));
      }),
      { numRuns: 100 },
    );
  });
});

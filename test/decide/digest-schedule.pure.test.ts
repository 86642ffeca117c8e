import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, test } from 'vitest';
import { type DigestSchedule, Weekday } from '../../src/contract/schedule.ts';
import { nextDigest } from '../../src/decide/timing/schedule.ts';
import { HOUR } from '../../src/decide/volume/rolling-cap.ts';

const NEW_YORK = 'America/New_York';
const ZONES = [
  'UTC',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  NEW_YORK,
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/Nuuk',
  'America/Havana',
];

const at = (instant: string) => Date.parse(instant);
const iso = (instant: string | number) => new Date(instant).toISOString();
const local = (instant: number, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);

/** [what, zone, after, schedule, next] */
const schedules: readonly [string, string, string, DigestSchedule, string][] = [
  ['hourly', 'UTC', '2026-11-21T12:00:01Z', { schedule: 'hourly' }, '2026-11-21T13:00:00Z'],
  ['hourly, at the full hour: the next', 'UTC', '2026-11-21T12:00:00Z', { schedule: 'hourly' }, '2026-11-21T13:00:00Z'],
  ['hourly in Kathmandu', 'Asia/Kathmandu', '2026-11-21T12:00:00Z', { schedule: 'hourly' }, '2026-11-21T12:15:00Z'],
  ['hourly in Chatham', 'Pacific/Chatham', '2026-06-10T12:00:00Z', { schedule: 'hourly' }, '2026-06-10T12:15:00Z'],
  [
    'hourly, as the clocks go forward',
    NEW_YORK,
    '2026-03-08T01:30:00-05:00',
    { schedule: 'hourly' },
    '2026-03-08T03:00:00-04:00',
  ],
  [
    'hourly, in the hour that comes twice',
    NEW_YORK,
    '2026-11-01T01:30:00-04:00',
    { schedule: 'hourly' },
    '2026-11-01T01:00:00-05:00',
  ],
  [
    'hourly on Lord Howe, as the clocks go half an hour forward',
    'Australia/Lord_Howe',
    '2026-10-04T01:45:00+10:30',
    { schedule: 'hourly' },
    '2026-10-04T03:00:00+11:00',
  ],
  [
    'hourly on Lord Howe, back again',
    'Australia/Lord_Howe',
    '2026-04-05T01:15:00+11:00',
    { schedule: 'hourly' },
    '2026-04-05T02:00:00+10:30',
  ],
  ['daily at 08:00', 'UTC', '2026-11-21T07:59:59Z', { schedule: 'daily' }, '2026-11-21T08:00:00Z'],
  ['daily, at it: tomorrow', 'UTC', '2026-11-21T08:00:00Z', { schedule: 'daily' }, '2026-11-22T08:00:00Z'],
  [
    'daily when it is said',
    NEW_YORK,
    '2026-11-21T12:00:00Z',
    { schedule: 'daily', at: '18:30' },
    '2026-11-21T23:30:00Z',
  ],
  [
    'daily at a time that does not exist',
    NEW_YORK,
    '2026-03-08T00:00:00-05:00',
    { schedule: 'daily', at: '02:30' },
    '2026-03-08T03:30:00-04:00',
  ],
  [
    'daily at a time that exists twice: only the first',
    NEW_YORK,
    '2026-11-01T01:30:00-04:00',
    { schedule: 'daily', at: '01:30' },
    '2026-11-02T01:30:00-05:00',
  ],
  [
    'daily at a time that a gap at midnight moves into the next day',
    'America/Nuuk',
    '2026-03-29T00:10:00-01:00',
    { schedule: 'daily', at: '23:30' },
    '2026-03-29T00:30:00-01:00',
  ],
  ['weekly on Monday', 'UTC', '2026-11-21T12:00:00Z', { schedule: 'weekly' }, '2026-11-23T08:00:00Z'],
  ['weekly, at it: a week later', 'UTC', '2026-11-23T08:00:00Z', { schedule: 'weekly' }, '2026-11-30T08:00:00Z'],
  [
    'weekly on the local day',
    'Pacific/Kiritimati',
    '2026-11-21T12:00:00Z',
    { schedule: 'weekly', day: 'sun', at: '09:00' },
    '2026-11-21T19:00:00Z',
  ],
];

describe('the next digest', () => {
  test.for(schedules)('happy: %s', ([, zone, after, schedule, next], { expect }) => {
    expect(iso(nextDigest(at(after), schedule, zone))).toBe(iso(next));
  });
});

describe('laws of a schedule', () => {
  const zone = fc.constantFrom(...ZONES);
  const after = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
  const clock = fc
    .tuple(fc.nat({ max: 23 }), fc.constantFrom('00', '15', '30', '45'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
  const schedule: fc.Arbitrary<DigestSchedule> = fc.oneof(
    fc.record({ schedule: fc.constant('hourly' as const) }),
    fc.record({ schedule: fc.constant('daily' as const), at: clock }),
    fc.record({ schedule: fc.constant('weekly' as const), at: clock, day: fc.constantFrom(...Weekday.options) }),
  );

  test('it is after, none lies between, and asking just before it gives the same', ({ expect }) => {
    fc.assert(
      fc.property(after, schedule, zone, fc.double({ min: 0, max: 1, noNaN: true }), (after, schedule, zone, part) => {
        const next = nextDigest(after, schedule, zone);
        expect(next).toBeGreaterThan(after);
        const between = after + Math.floor((next - 1 - after) * part);
        expect(nextDigest(between, schedule, zone)).toBe(next);
        expect(nextDigest(next, schedule, zone)).toBeGreaterThan(next);
      }),
      { numRuns: 300 },
    );
  });

  test.for(ZONES)('%s: through a year, a daily one comes on every day once', (zone, { expect }) => {
    for (const clock of ['00:15', '02:30', '08:00']) {
      let next = nextDigest(at('2026-01-01T00:00:00Z'), { schedule: 'daily', at: clock }, zone);
      for (let day = local(next, zone).toPlainDate(); day.year < 2027; day = day.add({ days: 1 })) {
        expect(local(next, zone).toPlainDate().toString()).toBe(day.toString());
        next = nextDigest(next, { schedule: 'daily', at: clock }, zone);
      }
    }
  });

  test.for(['Asia/Kathmandu', 'Pacific/Chatham', NEW_YORK, 'Australia/Lord_Howe'])(
    '%s: through a year, an hourly one comes at every full hour',
    (zone, { expect }) => {
      let next = nextDigest(at('2026-01-01T00:00:00Z'), { schedule: 'hourly' }, zone);
      while (next < at('2027-01-01T00:00:00Z')) {
        const after = nextDigest(next, { schedule: 'hourly' }, zone);
        const { minute, offsetNanoseconds } = local(after, zone);
        const moved = (offsetNanoseconds - local(next, zone).offsetNanoseconds) / 1_000_000;
        expect(minute).toBe(0);
        // Only where clocks move by half an hour is it anything but an hour.
        expect(after - next).toBe(moved % HOUR === 0 ? HOUR : 1.5 * HOUR);
        next = after;
      }
    },
  );
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { QuietHours, QuietTimes } from '../../src/contract/schedule.ts';
import { quietUntil } from '../../src/decide/timing/quiet-window.ts';

const NIGHT: QuietHours = { from: '22:00', to: '08:00' };

/** [zone, now, end of the quiet time or null]; every instant is written in UTC or with its offset. */
const nights: readonly [name: string, zone: string, now: string, end: string | null][] = [
  ['before it starts', 'UTC', '2026-11-21T21:59:59Z', null],
  ['when it starts', 'UTC', '2026-11-21T22:00:00Z', '2026-11-22T08:00:00Z'],
  ['after midnight it belongs to the day before', 'UTC', '2026-11-22T03:00:00Z', '2026-11-22T08:00:00Z'],
  ['when it ends it has ended', 'UTC', '2026-11-22T08:00:00Z', null],
  [
    'New York, an hour before the clocks go forward',
    'America/New_York',
    '2026-03-08T01:30:00-05:00',
    '2026-03-08T08:00:00-04:00',
  ],
  [
    'New York, an hour after: 02:30 does not exist',
    'America/New_York',
    '2026-03-08T03:30:00-04:00',
    '2026-03-08T08:00:00-04:00',
  ],
  [
    'New York, the first 01:30 of the night that has two',
    'America/New_York',
    '2026-11-01T01:30:00-04:00',
    '2026-11-01T08:00:00-05:00',
  ],
  ['New York, the second 01:30', 'America/New_York', '2026-11-01T01:30:00-05:00', '2026-11-01T08:00:00-05:00'],
  [
    'Lord Howe, whose clocks move by half an hour',
    'Australia/Lord_Howe',
    '2026-10-04T01:45:00+10:30',
    '2026-10-04T08:00:00+11:00',
  ],
  ['Lord Howe, back again', 'Australia/Lord_Howe', '2026-04-05T01:45:00+11:00', '2026-04-05T08:00:00+10:30'],
  ['Kathmandu, 5:45 ahead', 'Asia/Kathmandu', '2026-11-21T16:15:00Z', '2026-11-22T02:15:00Z'],
  ['Kathmandu, a minute before', 'Asia/Kathmandu', '2026-11-21T16:14:00Z', null],
  ['Chatham, 13:45 ahead in summer', 'Pacific/Chatham', '2026-11-21T09:00:00Z', '2026-11-21T18:15:00Z'],
  [
    'Chatham, the night its clocks go forward',
    'Pacific/Chatham',
    '2026-09-27T02:44:00+12:45',
    '2026-09-27T08:00:00+13:45',
  ],
  ['Kiritimati, a day ahead of Honolulu', 'Pacific/Kiritimati', '2026-11-21T08:00:00Z', '2026-11-21T18:00:00Z'],
  ['Honolulu at the same instant', 'Pacific/Honolulu', '2026-11-21T08:00:00Z', '2026-11-21T18:00:00Z'],
  ['Kiritimati at its noon', 'Pacific/Kiritimati', '2026-11-20T22:00:00Z', null],
];

const at = (instant: string) => Date.parse(instant);
const until = (now: string, quiet: QuietTimes, zone: string) => {
  const end = quietUntil(at(now), quiet, zone);
  return end === undefined ? null : new Date(end).toISOString();
};
const iso = (instant: string | null) => (instant === null ? null : new Date(at(instant)).toISOString());

describe('22:00–08:00', () => {
  test.for(nights)('%s', ([, zone, now, end], { expect }) => {
    expect(until(now, NIGHT, zone)).toBe(iso(end));
  });
});

describe('times that do not exist or exist twice', () => {
  const newYork = 'America/New_York';

  test('a window that ends at 02:30 on the day without one ends at 03:30', ({ expect }) => {
    const quiet = { from: '22:00', to: '02:30' };
    expect(until('2026-03-08T03:15:00-04:00', quiet, newYork)).toBe(iso('2026-03-08T03:30:00-04:00'));
    expect(until('2026-03-08T03:30:00-04:00', quiet, newYork)).toBeNull();
  });

  test('a window that starts at 02:30 on that day starts at 03:30', ({ expect }) => {
    const quiet = { from: '02:30', to: '08:00' };
    expect(until('2026-03-08T03:29:00-04:00', quiet, newYork)).toBeNull();
    expect(until('2026-03-08T03:30:00-04:00', quiet, newYork)).toBe(iso('2026-03-08T08:00:00-04:00'));
  });

  test('a window that ends at 01:30 on the day with two ends at the first', ({ expect }) => {
    const quiet = { from: '22:00', to: '01:30' };
    expect(until('2026-11-01T01:29:00-04:00', quiet, newYork)).toBe(iso('2026-11-01T01:30:00-04:00'));
    expect(until('2026-11-01T01:15:00-05:00', quiet, newYork)).toBeNull();
  });
});

describe('days', () => {
  test('a window belongs to the day it starts on: Friday night reaches into Saturday', ({ expect }) => {
    const friday: QuietHours = { ...NIGHT, days: ['fri'] };
    expect(until('2026-11-20T23:00:00Z', friday, 'UTC')).toBe(iso('2026-11-21T08:00:00Z'));
    expect(until('2026-11-21T07:59:00Z', friday, 'UTC')).toBe(iso('2026-11-21T08:00:00Z'));
    expect(until('2026-11-20T07:00:00Z', friday, 'UTC')).toBeNull();
    expect(until('2026-11-21T23:00:00Z', friday, 'UTC')).toBeNull();
  });

  test('from = to is the whole day, and days that touch are one time', ({ expect }) => {
    const weekend: QuietHours = { from: '00:00', to: '00:00', days: ['sat', 'sun'] };
    expect(until('2026-11-20T23:59:00Z', weekend, 'UTC')).toBeNull();
    expect(until('2026-11-21T12:00:00Z', weekend, 'UTC')).toBe(iso('2026-11-23T00:00:00Z'));
    expect(until('2026-11-23T00:00:00Z', weekend, 'UTC')).toBeNull();
  });

  test('the day on which the clocks go back is 25 hours long', ({ expect }) => {
    const sunday: QuietHours = { from: '00:00', to: '00:00', days: ['sun'] };
    expect(until('2026-11-01T00:00:00-04:00', sunday, 'America/New_York')).toBe(iso('2026-11-02T00:00:00-05:00'));
  });

  test('always quiet ends, to be asked again: more than two weeks, and not for ever', ({ expect }) => {
    const end = quietUntil(at('2026-11-21T12:00:00Z'), { from: '09:00', to: '09:00' }, 'UTC');
    expect(end).toBe(at('2026-12-07T09:00:00Z'));
  });
});

describe('several windows', () => {
  const work: QuietHours = { from: '09:00', to: '17:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] };
  const weekend: QuietHours = { from: '23:00', to: '10:00', days: ['fri', 'sat'] };

  test('happy: each has its own days', ({ expect }) => {
    const quiet = [work, weekend];
    expect(until('2026-11-20T12:00:00Z', quiet, 'UTC')).toBe(iso('2026-11-20T17:00:00Z'));
    expect(until('2026-11-20T17:00:00Z', quiet, 'UTC')).toBeNull();
    expect(until('2026-11-20T23:30:00Z', quiet, 'UTC')).toBe(iso('2026-11-21T10:00:00Z'));
    expect(until('2026-11-21T12:00:00Z', quiet, 'UTC')).toBeNull();
  });

  test('happy: a list of one is that one', ({ expect }) => {
    expect(until('2026-11-21T12:00:00Z', [NIGHT], 'UTC')).toBeNull();
    expect(until('2026-11-21T23:00:00Z', [NIGHT], 'UTC')).toBe(iso('2026-11-22T08:00:00Z'));
  });

  test('edge: those that touch or overlap are one, whatever their order', ({ expect }) => {
    const touching: QuietHours[] = [{ from: '08:00', to: '09:00', days: ['sun'] }, NIGHT];
    expect(until('2026-11-21T22:00:00Z', touching, 'UTC')).toBe(iso('2026-11-22T09:00:00Z'));
    const overlapping: QuietHours[] = [{ from: '06:00', to: '12:00' }, NIGHT, { from: '07:00', to: '07:30' }];
    expect(until('2026-11-21T22:00:00Z', overlapping, 'UTC')).toBe(iso('2026-11-22T12:00:00Z'));
    expect(until('2026-11-22T07:30:00Z', overlapping, 'UTC')).toBe(iso('2026-11-22T12:00:00Z'));
  });

  test('edge: a minute between them is no quiet time', ({ expect }) => {
    const quiet: QuietHours[] = [NIGHT, { from: '08:01', to: '12:00' }];
    expect(until('2026-11-22T07:59:00Z', quiet, 'UTC')).toBe(iso('2026-11-22T08:00:00Z'));
    expect(until('2026-11-22T08:00:30Z', quiet, 'UTC')).toBeNull();
  });

  test('edge: the one gap of a week that clocks swallow makes two weeks of quiet, to the minute', ({ expect }) => {
    const quiet: QuietHours[] = [
      { from: '00:00', to: '00:00', days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
      { from: '00:00', to: '02:30', days: ['sun'] },
      { from: '03:00', to: '00:00', days: ['sun'] },
    ];
    const newYork = 'America/New_York';
    expect(until('2026-03-01T02:45:00-05:00', quiet, newYork)).toBeNull();
    expect(until('2026-03-01T03:00:00-05:00', quiet, newYork)).toBe(iso('2026-03-15T02:30:00-04:00'));
  });
});

test('law: it is quiet up to the end and not at the end, in every zone and season', ({ expect }) => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '59'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
  const zone = fc.constantFrom(
    'UTC',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'Europe/Berlin',
    'America/St_Johns',
  );
  const now = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
  fc.assert(
    fc.property(now, clock, clock, zone, (now, from, to, zone) => {
      fc.pre(from !== to);
      const end = quietUntil(now, { from, to }, zone);
      if (end === undefined) return;
      expect(end).toBeGreaterThan(now);
      expect(quietUntil(end - 1, { from, to }, zone)).toBe(end);
      expect(quietUntil(end, { from, to }, zone)).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

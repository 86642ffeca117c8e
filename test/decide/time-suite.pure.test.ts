import { describe, test } from 'vitest';
import type { QuietHours, QuietTimes, Weekday } from '../../src/contract/schedule.ts';
import { quietUntil } from '../../src/decide/timing/quiet-window.ts';
import { activityOf, decideOne, MINUTE, memberOf } from './cases.ts';

/*
 * Every instant here is a literal that `zdump -v` and `date` of the tz database gave, not the code under test.
 */

const NIGHT: QuietHours = { from: '22:00', to: '08:00' };

const at = (instant: string) => Date.parse(instant);
const until = (now: string | number, quiet: QuietTimes, zone: string) => {
  const end = quietUntil(typeof now === 'number' ? now : at(now), quiet, zone);
  return end === undefined ? null : new Date(end).toISOString();
};
const iso = (instant: string | null) => (instant === null ? null : new Date(at(instant)).toISOString());

/** A night that is as long as it says, in ms of everybody's clock. */
const nights: readonly [name: string, zone: string, start: string, end: string, hours: number][] = [
  ['New York, forward', 'America/New_York', '2026-03-08T03:00:00Z', '2026-03-08T12:00:00Z', 9],
  ['New York, back', 'America/New_York', '2026-11-01T02:00:00Z', '2026-11-01T13:00:00Z', 11],
  ['Lord Howe, half an hour back', 'Australia/Lord_Howe', '2026-04-04T11:00:00Z', '2026-04-04T21:30:00Z', 10.5],
  ['Lord Howe, half an hour on', 'Australia/Lord_Howe', '2026-10-03T11:30:00Z', '2026-10-03T21:00:00Z', 9.5],
  ['Troll, two hours on', 'Antarctica/Troll', '2026-03-28T22:00:00Z', '2026-03-29T06:00:00Z', 8],
  ['Troll, two hours back', 'Antarctica/Troll', '2026-10-24T20:00:00Z', '2026-10-25T08:00:00Z', 12],
  ['Dublin, to standard time in spring', 'Europe/Dublin', '2026-03-28T22:00:00Z', '2026-03-29T07:00:00Z', 9],
  ['Dublin, an hour less in winter', 'Europe/Dublin', '2026-10-24T21:00:00Z', '2026-10-25T08:00:00Z', 11],
  ['Kathmandu, 5:45 ahead', 'Asia/Kathmandu', '2026-11-21T16:15:00Z', '2026-11-22T02:15:00Z', 10],
  ['Chatham, to 12:45 ahead', 'Pacific/Chatham', '2026-04-04T08:15:00Z', '2026-04-04T19:15:00Z', 11],
  ['Chatham, to 13:45 ahead', 'Pacific/Chatham', '2026-09-26T09:15:00Z', '2026-09-26T18:15:00Z', 9],
  ['Kiritimati, 14 ahead', 'Pacific/Kiritimati', '2026-11-21T08:00:00Z', '2026-11-21T18:00:00Z', 10],
  ['Apia, from Thursday into Saturday', 'Pacific/Apia', '2011-12-30T08:00:00Z', '2011-12-30T18:00:00Z', 10],
  ['Cairo, forward at midnight', 'Africa/Cairo', '2026-04-23T20:00:00Z', '2026-04-24T05:00:00Z', 9],
  ['Nuuk, forward into Sunday', 'America/Nuuk', '2026-03-29T00:00:00Z', '2026-03-29T09:00:00Z', 9],
];

describe('22:00–08:00', () => {
  test.for(nights)('%s', ([, zone, start, end, hours], { expect }) => {
    expect(at(end) - at(start)).toBe(hours * 60 * MINUTE);
    expect(until(at(start) - 1, NIGHT, zone)).toBeNull();
    for (let now = at(start); now < at(end); now += 15 * MINUTE) expect(until(now, NIGHT, zone)).toBe(iso(end));
    expect(until(at(end) - 1, NIGHT, zone)).toBe(iso(end));
    expect(until(end, NIGHT, zone)).toBeNull();
  });
});

/** [name, zone, window, first instant of it, its end]: one that starts or ends when no clock shows the time, or two do. */
const changes: readonly [name: string, zone: string, quiet: QuietHours, start: string, end: string][] = [
  ['New York ends in the gap', 'America/New_York', to('02:30'), '2026-03-08T03:00:00Z', '2026-03-08T03:30:00-04:00'],
  [
    'New York starts in the gap',
    'America/New_York',
    from('02:30'),
    '2026-03-08T03:30:00-04:00',
    '2026-03-08T08:00:00-04:00',
  ],
  ['New York ends at the first', 'America/New_York', to('01:30'), '2026-11-01T02:00:00Z', '2026-11-01T01:30:00-04:00'],
  [
    'New York starts at the first',
    'America/New_York',
    from('01:30'),
    '2026-11-01T01:30:00-04:00',
    '2026-11-01T08:00:00-05:00',
  ],
  [
    'Lord Howe ends in the gap',
    'Australia/Lord_Howe',
    to('02:15'),
    '2026-10-03T11:30:00Z',
    '2026-10-04T02:45:00+11:00',
  ],
  [
    'Lord Howe starts in the gap',
    'Australia/Lord_Howe',
    from('02:15'),
    '2026-10-04T02:45:00+11:00',
    '2026-10-04T08:00:00+11:00',
  ],
  [
    'Lord Howe ends at the first',
    'Australia/Lord_Howe',
    to('01:45'),
    '2026-04-04T11:00:00Z',
    '2026-04-05T01:45:00+11:00',
  ],
  ['Troll ends in the gap', 'Antarctica/Troll', to('02:30'), '2026-03-28T22:00:00Z', '2026-03-29T04:30:00+02:00'],
  ['Troll ends at the first', 'Antarctica/Troll', to('02:30'), '2026-10-24T20:00:00Z', '2026-10-25T02:30:00+02:00'],
  ['Dublin ends in the gap', 'Europe/Dublin', to('01:30'), '2026-03-28T22:00:00Z', '2026-03-29T02:30:00+01:00'],
  ['Dublin starts at the first', 'Europe/Dublin', from('01:30'), '2026-10-25T01:30:00+01:00', '2026-10-25T08:00:00Z'],
  ['Chatham ends in the gap', 'Pacific/Chatham', to('03:00'), '2026-09-26T09:15:00Z', '2026-09-27T04:00:00+13:45'],
  ['Chatham ends at the first', 'Pacific/Chatham', to('03:00'), '2026-04-04T08:15:00Z', '2026-04-05T03:00:00+13:45'],
  ['Cairo ends at no midnight', 'Africa/Cairo', to('00:00'), '2026-04-23T20:00:00Z', '2026-04-24T01:00:00+03:00'],
  [
    'Nuuk starts in the gap',
    'America/Nuuk',
    from('23:30', ['sat']),
    '2026-03-29T00:30:00-01:00',
    '2026-03-29T08:00:00-01:00',
  ],
];

function to(end: string): QuietHours {
  return { from: '22:00', to: end };
}

function from(start: string, days?: Weekday[]): QuietHours {
  return { from: start, to: '08:00', ...(days ? { days } : {}) };
}

describe('times that no clock shows, or that it shows twice', () => {
  test.for(changes)('%s', ([, zone, quiet, start, end], { expect }) => {
    expect(until(at(start) - 1, quiet, zone)).toBeNull();
    expect(until(start, quiet, zone)).toBe(iso(end));
    expect(until(at(end) - 1, quiet, zone)).toBe(iso(end));
    expect(until(end, quiet, zone)).toBeNull();
  });

  test.for([
    ['02:30', '03:10'],
    ['02:30', '03:30'],
  ] as const)(
    'a window of which the gap leaves only the end begins when the clocks have gone forward: %s–%s',
    ([from, to], { expect }) => {
      const [quiet, end] = [{ from, to }, `2026-03-08T${to}:00-04:00`];
      expect(until('2026-03-08T01:59:59-05:00', quiet, 'America/New_York')).toBeNull();
      expect(until('2026-03-08T03:00:00-04:00', quiet, 'America/New_York')).toBe(iso(end));
      expect(until(end, quiet, 'America/New_York')).toBeNull();
    },
  );

  test('a window that is the gap is left out with it', ({ expect }) => {
    const quiet = { from: '02:00', to: '03:00' };
    for (const now of ['2026-03-08T01:59:59-05:00', '2026-03-08T03:00:00-04:00', '2026-03-07T12:00:00-05:00']) {
      expect(until(now, quiet, 'America/New_York')).toBeNull();
    }
    expect(until('2026-03-09T02:00:00-04:00', quiet, 'America/New_York')).toBe(iso('2026-03-09T03:00:00-04:00'));
  });

  test('a window that lies in the gap comes after it, as long as ever', ({ expect }) => {
    const quiet = { from: '02:10', to: '02:40' };
    expect(until('2026-03-08T03:09:59-04:00', quiet, 'America/New_York')).toBeNull();
    expect(until('2026-03-08T03:10:00-04:00', quiet, 'America/New_York')).toBe(iso('2026-03-08T03:40:00-04:00'));
  });
});

describe('start = end', () => {
  const saturday: QuietHours = { from: '00:00', to: '00:00', days: ['sat'] };

  test.for([
    ['an ordinary day', 'Asia/Kathmandu', ['sat'], '2026-11-20T18:15:00Z', '2026-11-21T18:15:00Z'],
    ['of 23 hours', 'America/New_York', ['sun'], '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['of 25 hours', 'America/New_York', ['sun'], '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['of 22 hours', 'Antarctica/Troll', ['sun'], '2026-03-29T00:00:00Z', '2026-03-29T22:00:00Z'],
    ['without its midnight', 'Africa/Cairo', ['fri'], '2026-04-23T22:00:00Z', '2026-04-24T21:00:00Z'],
  ] as const)('%s', ([, zone, days, start, end], { expect }) => {
    const quiet = { ...saturday, days: [...days] };
    expect(until(at(start) - 1, quiet, zone)).toBeNull();
    expect(until(start, quiet, zone)).toBe(iso(end));
    expect(until(at(end) - 1, quiet, zone)).toBe(iso(end));
    expect(until(end, quiet, zone)).toBeNull();
  });

  test('far west of Greenwich it reaches into the second day after it, by the days of UTC', ({ expect }) => {
    const saturday: QuietHours = { from: '23:00', to: '23:00', days: ['sat'] };
    expect(until('2026-11-23T08:59:00Z', saturday, 'Pacific/Honolulu')).toBe(iso('2026-11-23T09:00:00Z'));
    expect(until('2026-11-23T09:00:00Z', saturday, 'Pacific/Honolulu')).toBeNull();
  });

  test('in the middle of a day it lasts into the next, or past the one that does not exist', ({ expect }) => {
    const thursday: QuietHours = { from: '09:00', to: '09:00', days: ['thu'] };
    expect(until('2011-12-29T19:00:00Z', thursday, 'Pacific/Apia')).toBe(iso('2011-12-30T19:00:00Z'));
    expect(until('2011-12-30T19:00:00Z', thursday, 'Pacific/Apia')).toBeNull();
  });
});

describe('the Friday that Samoa left out', () => {
  const apia = 'Pacific/Apia';

  test('has no windows', ({ expect }) => {
    const friday: QuietHours = { from: '09:00', to: '17:00', days: ['fri'] };
    for (let hour = 0; hour < 72; hour++) {
      expect(until(at('2011-12-29T12:00:00Z') + hour * 60 * MINUTE, friday, apia)).toBeNull();
    }
    expect(until('2012-01-05T19:00:00Z', friday, apia)).toBe(iso('2012-01-06T03:00:00Z'));
  });

  test('is no gap between the Thursday and the Saturday', ({ expect }) => {
    const both: QuietHours = { from: '00:00', to: '00:00', days: ['thu', 'sat'] };
    expect(until('2011-12-29T10:00:00Z', both, apia)).toBe(iso('2011-12-31T10:00:00Z'));
  });

  test('an evening of the Thursday ends on the Saturday morning', ({ expect }) => {
    const thursday: QuietHours = { ...NIGHT, days: ['thu'] };
    expect(until('2011-12-30T13:00:00Z', thursday, apia)).toBe(iso('2011-12-30T18:00:00Z'));
    expect(until('2011-12-31T08:00:00Z', thursday, apia)).toBeNull();
  });
});

/** Held at 22:30 in New York until 08:00 there, which is 13:00 UTC. */
describe('a zone that changes while something is held', () => {
  const member = (timezone: string) => memberOf({ timezone, preferences: { quiet: NIGHT } });
  const message = activityOf({}, { class: 'transactional' });
  const again = { for: 'slot', shown: true, seen: false } as const;

  test('before: until the morning of New York', ({ expect }) => {
    expect(decideOne(message, member('America/New_York'), { now: at('2026-11-22T03:30:00Z') })).toMatchObject({
      outcome: 'hold',
      reason: 'quiet-hours',
      until: at('2026-11-22T13:00:00Z'),
    });
  });

  test.for([
    ['east, where it is morning sooner', 'Europe/London', '2026-11-22T04:00:00Z', '2026-11-22T08:00:00Z'],
    ['east, where it is noon', 'Asia/Tokyo', '2026-11-22T04:00:00Z', null],
    ['west, where the night is not over', 'America/Los_Angeles', '2026-11-22T13:00:00Z', '2026-11-22T16:00:00Z'],
    ['west, where it is evening', 'Pacific/Honolulu', '2026-11-22T04:00:00Z', null],
    ['across the date line', 'Pacific/Kiritimati', '2026-11-22T13:00:00Z', '2026-11-22T18:00:00Z'],
    ['nobody has gone anywhere, and it is morning', 'America/New_York', '2026-11-22T13:00:00Z', null],
  ] as const)('%s', ([, zone, now, end], { expect }) => {
    const decision = decideOne(message, member(zone), { now: at(now), again });
    if (end === null) expect(decision).toMatchObject({ outcome: 'send', reason: 'interrupt' });
    else
      expect(decision).toMatchObject({ outcome: 'hold', reason: 'quiet-hours', until: at(end), channels: ['in-app'] });
  });
});

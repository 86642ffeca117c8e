import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, test } from 'vitest';
import { EngagementAction } from '../../src/contract/engagement.ts';
import type { PastEngagement } from '../../src/decide/member-state.ts';
import { jitter } from '../../src/decide/timing/jitter.ts';
import { hourOfWeek } from '../../src/decide/timing/local-time.ts';
import { responseProfile } from '../../src/decide/timing/response-profile.ts';
import { DEFAULT_RHYTHM, decodeRhythm, encodeRhythm } from '../../src/decide/timing/rhythm.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { NOON } from './cases.ts';

const ZONES = [
  'UTC',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'America/New_York',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
];
/** Monday 2026-11-16, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 16);
const TUESDAY_19 = 24 + 19;

const open = (at: number, change: Partial<PastEngagement> = {}): PastEngagement => ({
  at,
  action: 'open',
  kind: 'notification',
  target: 'A',
  channel: 'web-push',
  ...change,
});
const profileOf = (
  engagements: readonly PastEngagement[],
  change: Partial<Parameters<typeof responseProfile>[0]> = {},
) => responseProfile({ engagements, timezone: 'UTC', now: NOON, ...change });
const at = (profile: readonly number[], hour: number) => profile[hour] ?? Number.NaN;
const busiest = (profile: readonly number[]) => profile.indexOf(Math.max(...profile));

const zone = fc.constantFrom(...ZONES);
const anyTime = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2028, 0, 1) });
const engagement: fc.Arbitrary<PastEngagement> = fc.record({
  at: fc.integer({ min: NOON - 120 * DAY, max: NOON + HOUR }),
  action: fc.constantFrom(...EngagementAction.options),
  kind: fc.constant('notification' as const),
  target: fc.constantFrom('A', 'B'),
  channel: fc.constantFrom('in-app' as const, 'web-push' as const, null),
});
const past = fc.array(engagement, { maxLength: 60 });
const rhythm = fc.option(
  fc.array(fc.nat({ max: 1_000 }), { minLength: 168, maxLength: 168 }).map((counts) => encodeRhythm(counts)),
  { nil: undefined },
);
const withRhythm = (rhythm: string | undefined) => (rhythm === undefined ? {} : { rhythm });

describe('the hour of the week', () => {
  test.for([
    ['UTC', '2026-11-16T00:00:00Z', 0],
    ['UTC', '2026-11-22T23:59:59Z', 167],
    ['Asia/Kathmandu', '2026-11-15T18:15:00Z', 0],
    ['Asia/Kathmandu', '2026-11-15T18:14:59Z', 167],
    ['Pacific/Kiritimati', '2026-11-15T10:00:00Z', 0],
    ['Pacific/Chatham', '2026-06-14T11:15:00Z', 0],
    ['America/New_York', '2026-03-08T06:59:59Z', 145],
    ['America/New_York', '2026-03-08T07:00:00Z', 147],
    ['America/New_York', '2026-11-01T05:30:00Z', 145],
    ['America/New_York', '2026-11-01T06:30:00Z', 145],
  ] as const)('happy: in %s at %s it is %i', ([zone, instant, hour], { expect }) => {
    expect(hourOfWeek(Date.parse(instant), zone)).toBe(hour);
  });

  test('edge: before the epoch too', ({ expect }) => {
    expect(hourOfWeek(Date.parse('1969-12-31T23:00:00Z'), 'UTC')).toBe(2 * 24 + 23);
  });

  test('law: it is what the calendar says, in every zone and season', ({ expect }) => {
    fc.assert(
      fc.property(anyTime, zone, (instant, zone) => {
        const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
        expect(hourOfWeek(instant, zone)).toBe((local.dayOfWeek - 1) * 24 + local.hour);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the profile of a member', () => {
  test('happy: with enough responses their own hour is the busiest', ({ expect }) => {
    const tuesdays = Array.from({ length: 12 }, (_, week) => open(MONDAY + DAY + 19 * HOUR - week * 7 * DAY));
    expect(busiest(profileOf(tuesdays))).toBe(TUESDAY_19);
  });

  test('happy: it is an hour of their own clock', ({ expect }) => {
    const morning = Array.from({ length: 30 }, (_, index) => open(MONDAY + DAY + HOUR + index));
    expect(busiest(profileOf(morning, { timezone: 'Asia/Kathmandu' }))).toBe(24 + 6);
  });

  test('edge: of nobody it is the tenant’s, and without one the default day', ({ expect }) => {
    const fridays = new Array<number>(168).fill(1).with(4 * 24 + 12, 30);
    expect(busiest(profileOf([], { rhythm: encodeRhythm(fridays) }))).toBe(4 * 24 + 12);
    expect(busiest(profileOf([])) % 24).toBe(20);
    expect(profileOf([], { rhythm: 'not a rhythm' })).toEqual(profileOf([]));
    expect(profileOf([], { rhythm: '0'.repeat(168) })).toEqual(profileOf([]));
  });

  test('edge: 20 new responses weigh as much as the tenant', ({ expect }) => {
    const twenty = Array.from({ length: 20 }, () => open(NOON));
    const saturdayNoon = 5 * 24 + 12;
    const prior = at(profileOf([]), saturdayNoon);
    const own = at(profileOf(Array.from({ length: 1e5 }, () => open(NOON))), saturdayNoon);
    expect(at(profileOf(twenty), saturdayNoon)).toBeCloseTo((prior + own) / 2, 3);
  });

  test('edge: the week is a circle: late on Sunday is next to early on Monday', ({ expect }) => {
    const midnight = Array.from({ length: 50 }, () => open(MONDAY - 1));
    const [before, after] = [profileOf([]), profileOf(midnight)];
    expect(at(after, 167)).toBeGreaterThan(at(before, 167));
    expect(at(after, 0)).toBeGreaterThan(at(before, 0));
    expect(at(after, 4)).toBeLessThan(at(before, 4));
  });

  test('edge: what they do on one workday says something of the others, and nothing of the weekend', ({ expect }) => {
    const tuesdays = Array.from({ length: 20 }, () => open(MONDAY + DAY + 3 * HOUR));
    const [before, after] = [profileOf([]), profileOf(tuesdays)];
    expect(at(after, 3 * 24 + 3)).toBeGreaterThan(at(before, 3 * 24 + 3));
    expect(at(after, 5 * 24 + 3)).toBeLessThan(at(before, 5 * 24 + 3));
  });

  test('edge: an old response counts less', ({ expect }) => {
    const recent = profileOf([open(MONDAY + 3 * HOUR)]);
    const old = profileOf([open(MONDAY + 3 * HOUR - 84 * DAY)]);
    expect(at(recent, 3)).toBeGreaterThan(at(old, 3));
    expect(at(old, 3)).toBeGreaterThan(at(profileOf([]), 3));
    // Where nothing of it arrives, the share is the prior's times 20 / (n + 20).
    const [sunday, tuesday] = [6 * 24 + 12, 24 + 12];
    expect(hourOfWeek(NOON - 60 * DAY, 'UTC')).toBe(tuesday);
    const ten = profileOf(Array.from({ length: 10 }, () => open(NOON - 60 * DAY)));
    expect(20 * (at(profileOf([]), sunday) / at(ten, sunday) - 1)).toBeCloseTo(10 / Math.E, 6);
  });

  test('edge: a tenant with one busy hour is no reason against who responds in it', ({ expect }) => {
    const rhythm = encodeRhythm([1]);
    const before = at(profileOf([], { rhythm }), 0);
    expect(at(profileOf([open(MONDAY)], { rhythm }), 0)).toBeGreaterThanOrEqual(before - 1e-12);
    expect(before).toBeLessThan(0.5);
  });

  test('refusal: what is no response, or was on another channel, changes nothing', ({ expect }) => {
    const none = (['seen', 'view', 'follow', 'dismiss', 'see-less', 'mute', 'disable'] as const).map((action) =>
      open(MONDAY, { action }),
    );
    expect(profileOf(none)).toEqual(profileOf([]));
    const inApp = [open(MONDAY, { channel: 'in-app' })];
    expect(profileOf(inApp, { channel: 'web-push' })).toEqual(profileOf([]));
    expect(profileOf(inApp)).not.toEqual(profileOf([]));
    expect(profileOf([open(MONDAY, { channel: null })], { channel: 'web-push' })).not.toEqual(profileOf([]));
  });

  test('the same list in the same hour is counted once; another hour, zone, channel or rhythm is another question', ({
    expect,
  }) => {
    const engagements = [open(MONDAY), open(MONDAY - 9 * DAY, { channel: 'in-app' })];
    const first = profileOf(engagements);
    expect(profileOf(engagements, { now: NOON + HOUR - 1 })).toBe(first);
    expect(profileOf([...engagements])).toEqual(first);
    expect(profileOf([...engagements], { now: NOON + HOUR - 1 })).toEqual(first);
    const others = [
      { now: NOON + HOUR },
      { timezone: 'Asia/Kathmandu' },
      { channel: 'web-push' as const },
      { rhythm: encodeRhythm([1]) },
    ].map((change) => profileOf(engagements, change));
    for (const other of others) expect(other).not.toEqual(first);
  });
});

describe('laws of the profile', () => {
  test('168 shares, none negative, that sum to 1', ({ expect }) => {
    fc.assert(
      fc.property(past, zone, anyTime, rhythm, (engagements, timezone, now, rhythm) => {
        const profile = responseProfile({ engagements, timezone, now, ...withRhythm(rhythm) });
        expect(profile).toHaveLength(168);
        expect(Math.min(...profile)).toBeGreaterThanOrEqual(0);
        expect(profile.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  test('another response at an hour never lowers its share, and raises it unless there is nothing else', ({
    expect,
  }) => {
    fc.assert(
      fc.property(past, engagement, zone, rhythm, (engagements, one, timezone, rhythm) => {
        const asked = { timezone, now: NOON, ...withRhythm(rhythm) };
        const hour = hourOfWeek(one.at, timezone);
        const before = at(responseProfile({ engagements, ...asked }), hour);
        const after = at(responseProfile({ engagements: [...engagements, open(one.at)], ...asked }), hour);
        expect(after).toBeGreaterThanOrEqual(before - 1e-12);
        if (before < 0.2) expect(after).toBeGreaterThan(before);
      }),
    );
  });
});

describe('a rhythm', () => {
  test('happy: the busiest hour is z, and a share is what it was', ({ expect }) => {
    const text = encodeRhythm(DEFAULT_RHYTHM);
    expect(text).toMatch(/^[0-9a-z]{168}$/);
    expect(text.charAt(20)).toBe('z');
    expect(decodeRhythm(text)?.[20]).toBeCloseTo(DEFAULT_RHYTHM[20] ?? 0, 3);
  });

  test('edge: nothing known, too little and what is no number', ({ expect }) => {
    expect(encodeRhythm([])).toBe('0'.repeat(168));
    expect(encodeRhythm([Number.NaN, 2, -1, Number.POSITIVE_INFINITY])).toBe(`0z${'0'.repeat(166)}`);
  });

  test('refusal: what is no rhythm', ({ expect }) => {
    for (const text of ['', 'z', 'Z'.repeat(168), 'z'.repeat(169), '0'.repeat(168), `${'z'.repeat(168)}\n`]) {
      expect(decodeRhythm(text)).toBeUndefined();
    }
  });

  test('law: what is decoded is encoded as it was', ({ expect }) => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 168, maxLength: 168 }), (counts) => {
        const text = encodeRhythm(counts);
        const shares = decodeRhythm(text);
        if (shares) expect(encodeRhythm(shares)).toBe(text);
        else expect(counts.every((count) => count === 0)).toBe(true);
      }),
    );
  });
});

describe('the jitter of a member', () => {
  test('law: always the same, within its bounds', ({ expect }) => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 0, max: DAY }), (member, most) => {
        const wait = jitter(member, most);
        expect(jitter(member, most)).toBe(wait);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThan(Math.max(most, 1));
      }),
    );
  });

  test('spreads members whose ids differ by a digit evenly', ({ expect }) => {
    const tenths = new Array<number>(10).fill(0);
    for (let member = 0; member < 10_000; member++) {
      const tenth = jitter(`member-${member}`, 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1_150);
    const neighbours = Array.from({ length: 10 }, (_, digit) => jitter(`member-${digit}`, 1_000));
    expect(Math.max(...neighbours) - Math.min(...neighbours)).toBeGreaterThan(500);
  });
});

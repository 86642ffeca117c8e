import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { QuietHours } from '../../src/contract/schedule.ts';
import type { Case, Plan } from '../../src/decide/component.ts';
import type { PastEngagement } from '../../src/decide/member-state.ts';
import { bestTime } from '../../src/decide/timing/best-time.ts';
import { hourOfWeek, localClock, nextFullHour } from '../../src/decide/timing/local-time.ts';
import { responseProfile } from '../../src/decide/timing/response-profile.ts';
import { silentUntil, spreadFrom } from '../../src/decide/timing/silence.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, MINUTE, memberOf, NOON, policyOf } from './cases.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: both.channels, values: {}, numbers: {} };
const BEST = policyOf({ timing: 'best' });
const best = (change: Parameters<typeof activityOf>[0] = {}) => activityOf({ policy: BEST, ...change });

/** So many opens, one a day up to yesterday, at an hour of the UTC day. */
const opens = (hour: number, count = 40): PastEngagement[] =>
  Array.from({ length: count }, (_, day) => ({
    at: Math.floor(NOON / DAY) * DAY - (day + 1) * DAY + hour * HOUR,
    action: 'open',
    kind: 'notification',
    target: 'A',
    channel: 'web-push',
  }));
const habitOf = (hour: number) => ({ history: [], engagements: opens(hour) });
const select = (of: Case, plan = both) => bestTime.select(of, known, plan);
const evening = memberOf({ past: habitOf(18) });

describe('best time', () => {
  test('happy: holds until their hour, and somewhat into it', ({ expect }) => {
    const held = select(caseOf(best(), evening));
    expect(held).toMatchObject({ outcome: 'hold', reason: 'best-time' });
    if (!('outcome' in held) || held.until === undefined) throw new Error('not held');
    expect(held.until).toBeGreaterThanOrEqual(NOON + 6 * HOUR);
    expect(held.until).toBeLessThan(NOON + 6 * HOUR + 45 * MINUTE);
    expect(held.numbers?.expected).toBeGreaterThan(held.numbers?.now ?? Number.NaN);
  });

  test('happy: goes on at once in their hour, and says what it expected', ({ expect }) => {
    const now = NOON + 6 * HOUR;
    const on = select(caseOf(best(), evening, { now }));
    expect(on).toMatchObject({ channels: both.channels, numbers: { now: expect.any(Number) } });
  });

  test('edge: the same member waits for the same moment, whenever it is decided; others are spread', ({ expect }) => {
    const untilOf = (id: string, now: number) => {
      const held = select(caseOf(best(), memberOf({ id, past: evening.past }), { now }));
      return 'outcome' in held ? held.until : undefined;
    };
    expect(untilOf('bob', NOON)).toBe(untilOf('bob', NOON + 3 * HOUR));
    const moments = Array.from({ length: 50 }, (_, index) => untilOf(`member-${index}`, NOON));
    expect(new Set(moments).size).toBe(50);
  });

  test('edge: before it expires, with a minute to send it', ({ expect }) => {
    const expiresAt = NOON + 6 * HOUR + 5 * MINUTE;
    const held = select(caseOf(best({ expiresAt }), evening));
    expect('outcome' in held && held.until).toBeLessThanOrEqual(expiresAt - MINUTE);
    expect(select(caseOf(best({ expiresAt: NOON + MINUTE - 1 }), evening))).toBe(both);
  });

  test('edge: not in quiet hours, their own or the tenant’s, nor while snoozed', ({ expect }) => {
    const quiet = { from: '17:00', to: '21:00' };
    const policy = policyOf({ timing: 'best', defaults: { quiet } });
    const cases = [
      caseOf(best(), memberOf({ past: evening.past, preferences: { quiet } })),
      caseOf(best({ policy }), evening),
      caseOf(best(), memberOf({ past: evening.past, preferences: { muteUntil: '2026-11-21T21:00:00Z' } })),
    ];
    for (const of of cases) {
      const held = select(of);
      const until = 'outcome' in held ? (held.until ?? 0) : of.now;
      expect(silentUntil(until, of)).toBeUndefined();
      expect(until < NOON + 5 * HOUR || until >= NOON + 9 * HOUR).toBe(true);
    }
    const wantsNone = caseOf(best({ policy }), memberOf({ past: evening.past, preferences: { quiet: null } }));
    expect(select(wantsNone)).toEqual(select(caseOf(best(), evening)));
  });

  test('edge: the jitter ends where quiet hours begin', ({ expect }) => {
    const untils = Array.from({ length: 50 }, (_, index) => {
      const preferences = { quiet: { from: '18:10', to: '08:00' } };
      const held = select(caseOf(best(), memberOf({ id: `member-${index}`, past: evening.past, preferences })));
      return 'outcome' in held ? (held.until ?? 0) : 0;
    });
    expect(Math.min(...untils)).toBeGreaterThanOrEqual(NOON + 6 * HOUR);
    expect(Math.max(...untils)).toBeLessThan(NOON + 6 * HOUR + 10 * MINUTE);
    expect(new Set(untils).size).toBe(50);
  });

  test('edge: nor into quiet hours that lie within it', ({ expect }) => {
    for (let index = 0; index < 50; index++) {
      const preferences = { quiet: { from: '18:15', to: '18:30' } };
      const of = caseOf(best(), memberOf({ id: `member-${index}`, past: evening.past, preferences }));
      const held = select(of);
      expect(silentUntil('outcome' in held ? (held.until ?? 0) : 0, of)).toBeUndefined();
    }
  });

  test('edge: when quiet hours end in their best hour, it is what is left of it', ({ expect }) => {
    const preferences = { quiet: { from: '17:30', to: '18:20' } };
    const member = memberOf({ past: evening.past, preferences });
    for (const now of [NOON, NOON + 6 * HOUR + 10 * MINUTE]) {
      const held = select(caseOf(best(), member, { now }));
      const until = 'outcome' in held ? (held.until ?? 0) : 0;
      expect(until).toBeGreaterThanOrEqual(NOON + 6 * HOUR + 20 * MINUTE);
      expect(until).toBeLessThan(NOON + 7 * HOUR + 5 * MINUTE);
    }
  });

  test('edge: half past is half of one hour and half of the next', ({ expect }) => {
    const nowAt = (now: number) => select(caseOf(best(), memberOf(), { now })).numbers?.now ?? Number.NaN;
    expect(nowAt(NOON + HOUR / 2)).toBeCloseTo((nowAt(NOON) + nowAt(NOON + HOUR)) / 2, 1);
    expect(nowAt(NOON)).not.toBeCloseTo(nowAt(NOON - 6 * HOUR), 1);
  });

  test('edge: a snooze that outlasts it is for the snooze to hold', ({ expect }) => {
    const member = memberOf({ past: evening.past, preferences: { muteUntil: '2026-11-23T00:00:00Z' } });
    expect(select(caseOf(best(), member))).toBe(both);
  });

  test('refusal: what is transactional, asked for now, silent, or decided again is left alone', ({ expect }) => {
    const unread = memberOf({
      past: {
        get history(): never {
          throw new Error('read');
        },
        get engagements(): never {
          throw new Error('read');
        },
      },
    });
    const again = { for: 'slot', shown: true, seen: false } as const;
    expect(select(caseOf(best({ policy: { ...BEST, class: 'transactional' } }), unread))).toBe(both);
    expect(select(caseOf(activityOf(), unread))).toBe(both);
    expect(select(caseOf(best(), unread, { again }))).toBe(both);
    const silent: Plan = { ...both, channels: ['in-app'] };
    expect(select(caseOf(best(), unread), silent)).toBe(silent);
  });
});

const ZONES = [
  'UTC',
  'Asia/Kathmandu',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
  'America/New_York',
  'Australia/Lord_Howe',
];
/** Days on which clocks of these zones change, and any other. */
const CHANGES = [
  Date.UTC(2026, 2, 7),
  Date.UTC(2026, 3, 4),
  Date.UTC(2026, 8, 26),
  Date.UTC(2026, 9, 3),
  Date.UTC(2026, 9, 31),
];
const now = fc.oneof(
  fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) }),
  fc.tuple(fc.constantFrom(...CHANGES), fc.nat({ max: 2 * DAY })).map(([day, later]) => day + later),
);
const clock = fc
  .tuple(fc.nat({ max: 23 }), fc.constantFrom('00', '15', '30', '50'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
const world: fc.Arbitrary<Case> = fc
  .record({
    now,
    id: fc.constantFrom('bob', 'cleo', 'dan'),
    timezone: fc.constantFrom(...ZONES),
    quiet: fc.option(fc.record({ from: clock, to: clock }) satisfies fc.Arbitrary<QuietHours>, { nil: undefined }),
    snooze: fc.option(fc.integer({ min: -HOUR, max: 30 * HOUR }), { nil: undefined, freq: 2 }),
    expiresIn: fc.option(fc.integer({ min: 1, max: 2 * DAY }), { nil: undefined }),
    hours: fc.array(fc.nat({ max: 23 }), { maxLength: 3 }),
  })
  .map(({ now, id, timezone, quiet, snooze, expiresIn, hours }) =>
    caseOf(
      best(expiresIn === undefined ? {} : { expiresAt: now + expiresIn }),
      memberOf({
        id,
        timezone,
        past: { history: [], engagements: hours.flatMap((hour) => opens(hour, 10)) },
        preferences: {
          ...(quiet === undefined ? {} : { quiet }),
          ...(snooze === undefined ? {} : { muteUntil: new Date(now + snooze).toISOString() }),
        },
      }),
      { now },
    ),
  );

describe('laws of the best time', () => {
  test('a hold ends after now, within 24 hours, before it expires, and not in silence; it is always the same', ({
    expect,
  }) => {
    fc.assert(
      fc.property(world, (of) => {
        const held = select(of);
        expect(select(of)).toEqual(held);
        if (!('outcome' in held)) return;
        expect(held.outcome).toBe('hold');
        const until = held.until ?? Number.NaN;
        expect(until).toBeGreaterThan(of.now);
        expect(until).toBeLessThanOrEqual(of.now + DAY);
        expect(until).toBeLessThan(of.candidate.activity.expiresAt ?? Number.POSITIVE_INFINITY);
        expect(silentUntil(until, of)).toBeUndefined();
        for (const each of Object.values(held.numbers ?? {})) expect(each).toSatisfy(Number.isFinite);
      }),
      { numRuns: 400 },
    );
  });

  test('no full hour that is open is better than the one chosen, and none is waited for that is hardly better', ({
    expect,
  }) => {
    fc.assert(
      fc.property(world, (of) => {
        const { member, now, candidate } = of;
        const asked = { engagements: member.past.engagements, timezone: member.timezone, now };
        const profile = responseProfile({ ...asked, channel: 'web-push' });
        const latest = Math.min(now + DAY, (candidate.activity.expiresAt ?? Number.POSITIVE_INFINITY) - MINUTE);
        const open: number[] = [];
        const local = localClock(member.timezone);
        for (let at = nextFullHour(now, local); at <= latest; at = nextFullHour(at, local)) {
          if (silentUntil(at, of) === undefined) open.push(168 * (profile[hourOfWeek(at, member.timezone)] ?? 0));
        }
        const decided = select(of);
        if ('outcome' in decided) {
          const { expected = 0, now: ofNow = 0 } = decided.numbers ?? {};
          expect(expected).toBeGreaterThanOrEqual(Math.max(0, ...open) - 0.01);
          expect('now' in (decided.numbers ?? {})).toBe(silentUntil(now, of) === undefined);
          if (silentUntil(now, of) === undefined) expect(ofNow).toBeLessThan(0.9 * expected + 0.01);
        } else if (open.length > 0 && silentUntil(now, of) === undefined) {
          expect(decided.numbers.now).toBeGreaterThanOrEqual(0.9 * Math.max(...open) - 0.01);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('what is spread is never earlier, later than asked, or in silence', ({ expect }) => {
    fc.assert(
      fc.property(world, fc.nat({ max: 45 * MINUTE }), (of, most) => {
        fc.pre(silentUntil(of.now, of) === undefined);
        const moment = spreadFrom(of.now, most, of);
        expect(moment).toBeGreaterThanOrEqual(of.now);
        expect(moment).toBeLessThan(of.now + Math.max(most, 1));
        expect(silentUntil(moment, of)).toBeUndefined();
      }),
    );
  });
});

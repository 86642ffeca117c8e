import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { CandidateActivity } from '../../src/contract/activity.ts';
import type { Moment } from '../../src/contract/timing.ts';
import type { Case, Plan } from '../../src/decide/component.ts';
import { hourOfWeek } from '../../src/decide/timing/local-time.ts';
import { moment } from '../../src/decide/timing/moment.ts';
import { silentUntil } from '../../src/decide/timing/silence.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, MINUTE, memberOf } from './cases.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: both.channels, values: {}, numbers: {} };
const NEW_YORK = 'America/New_York';

const at = (instant: string) => Date.parse(instant);
const asked = (wanted: Moment, change: Partial<CandidateActivity> = {}) =>
  activityOf(change, { timing: { moment: wanted } });
const caseAt = (now: string, wanted: Moment, timezone = 'UTC') =>
  caseOf(asked(wanted), memberOf({ timezone }), { now: at(now) });
const untilOf = (of: Case) => {
  const decided = moment.select(of, known, both);
  if (!('outcome' in decided)) return undefined;
  if (decided.outcome !== 'hold' || decided.reason !== 'moment') throw new Error(`not held: ${decided.reason}`);
  return decided.until;
};
const iso = (until: number | undefined) => (until === undefined ? 'now' : new Date(until).toISOString());

/** [what, zone, now, moment, until]: what has a name comes within ten minutes of it. */
const moments: readonly [string, string, string, Moment, string | undefined][] = [
  ['morning of a workday', 'UTC', '2026-11-20T05:00:00Z', 'morning', '2026-11-20T07:00:00Z'],
  ['morning of a weekend', 'UTC', '2026-11-20T12:00:00Z', 'morning', '2026-11-21T09:00:00Z'],
  ['the way to work on Friday', 'UTC', '2026-11-20T05:00:00Z', 'commute', '2026-11-20T08:00:00Z'],
  ['after it: on Monday', 'UTC', '2026-11-20T08:30:00Z', 'commute', '2026-11-23T08:00:00Z'],
  ['evening', 'UTC', '2026-11-21T12:00:00Z', 'evening', '2026-11-21T19:00:00Z'],
  ['in the half hour after it', 'UTC', '2026-11-21T19:29:59Z', 'evening', undefined],
  ['at it', 'UTC', '2026-11-21T19:00:00Z', 'evening', undefined],
  ['half an hour after it', 'UTC', '2026-11-21T19:30:00Z', 'evening', '2026-11-22T19:00:00Z'],
  ['a time of day', 'UTC', '2026-11-21T12:00:00Z', '12:45', '2026-11-21T12:45:00Z'],
  ['just after yesterday’s', 'UTC', '2026-11-21T00:10:00Z', '23:45', undefined],
  ['a quarter to six ahead', 'Asia/Kathmandu', '2026-11-21T12:00:00Z', 'evening', '2026-11-21T13:15:00Z'],
  ['12:45 ahead in winter', 'Pacific/Chatham', '2026-06-10T00:00:00Z', 'evening', '2026-06-10T06:15:00Z'],
  ['14 ahead', 'Pacific/Kiritimati', '2026-11-21T12:00:00Z', 'evening', '2026-11-22T05:00:00Z'],
  ['a time that does not exist', NEW_YORK, '2026-03-08T00:00:00-05:00', '02:30', '2026-03-08T03:30:00-04:00'],
  ['one that exists twice', NEW_YORK, '2026-11-01T00:00:00-04:00', '01:30', '2026-11-01T01:30:00-04:00'],
  ['after the first: tomorrow', NEW_YORK, '2026-11-01T01:30:00-05:00', '01:30', '2026-11-02T01:30:00-05:00'],
];

describe('a moment of the day', () => {
  test.for(moments)('happy: %s', ([, zone, now, wanted, expected], { expect }) => {
    const until = untilOf(caseAt(now, wanted, zone));
    if (expected === undefined || wanted.includes(':')) {
      expect(iso(until)).toBe(expected === undefined ? 'now' : iso(at(expected)));
    } else {
      expect((until ?? Number.NaN) - at(expected)).toBeGreaterThanOrEqual(0);
      expect((until ?? Number.NaN) - at(expected)).toBeLessThan(10 * MINUTE);
    }
  });

  test('edge: members are spread over the ten minutes after a moment with a name, each at the same one', ({
    expect,
  }) => {
    const ofMember = (id: string, wanted: Moment) =>
      untilOf(caseOf(asked(wanted), memberOf({ id }), { now: at('2026-11-21T12:00:00Z') }));
    const ids = Array.from({ length: 50 }, (_, index) => `member-${index}`);
    expect(new Set(ids.map((id) => ofMember(id, 'evening'))).size).toBe(50);
    expect(new Set(ids.map((id) => ofMember(id, '19:00'))).size).toBe(1);
    expect(ofMember('bob', 'evening')).toBe(ofMember('bob', 'evening'));
  });

  test('edge: one that would expire before goes on at once; one that expires soon after is not late', ({ expect }) => {
    const expiring = (expiresAt: string) =>
      untilOf(caseOf(asked('evening', { expiresAt: at(expiresAt) }), memberOf(), { now: at('2026-11-21T12:00:00Z') }));
    expect(expiring('2026-11-21T18:00:00Z')).toBeUndefined();
    expect(expiring('2026-11-21T19:00:59Z')).toBeUndefined();
    expect(iso(expiring('2026-11-21T19:01:00Z'))).toBe('2026-11-21T19:00:00.000Z');
    expect(expiring('2026-11-21T19:03:00Z')).toBeLessThanOrEqual(at('2026-11-21T19:02:00Z'));
  });

  test('edge: a moment in quiet hours or a snooze is when they end', ({ expect }) => {
    const now = at('2026-11-21T12:00:00Z');
    const quiet = memberOf({ preferences: { quiet: { from: '18:00', to: '21:00' } } });
    expect(iso(untilOf(caseOf(asked('19:00'), quiet, { now })))).toBe('2026-11-21T21:00:00.000Z');
    const snoozed = memberOf({ preferences: { muteUntil: '2026-11-21T20:00:00Z' } });
    expect(iso(untilOf(caseOf(asked('19:00'), snoozed, { now })))).toBe('2026-11-21T20:00:00.000Z');
    const expiresAt = at('2026-11-21T20:30:00Z');
    expect(untilOf(caseOf(asked('19:00', { expiresAt }), quiet, { now }))).toBeUndefined();
  });

  test('refusal: what is transactional, has no moment, is silent or decided again is left alone', ({ expect }) => {
    const now = at('2026-11-21T12:00:00Z');
    const { policy } = asked('evening');
    const again = { for: 'slot', shown: true, seen: false } as const;
    const select = (of: Case, plan = both) => moment.select(of, known, plan);
    expect(select(caseOf(activityOf({ policy: { ...policy, class: 'transactional' } }), memberOf(), { now }))).toBe(
      both,
    );
    expect(select(caseOf(activityOf({}, { timing: 'now' }), memberOf(), { now }))).toBe(both);
    expect(select(caseOf(asked('evening'), memberOf(), { now, again }))).toBe(both);
    const silent: Plan = { ...both, channels: ['in-app'] };
    expect(select(caseOf(asked('evening'), memberOf(), { now }), silent)).toBe(silent);
  });
});

describe('laws of a moment', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Asia/Kathmandu',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    NEW_YORK,
    'Australia/Lord_Howe',
  );
  const now = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') });
  const wanted = fc.constantFrom<Moment>('morning', 'commute', 'evening', '02:30', '23:50');
  const quiet = fc.option(fc.constantFrom({ from: '22:00', to: '07:30' }, { from: '18:50', to: '19:05' }), {
    nil: undefined,
  });
  const expiresIn = fc.option(fc.integer({ min: 1, max: 2 * DAY }), { nil: undefined });

  test('a hold ends at the next one at the latest, before it expires, and not in silence; it is always the same', ({
    expect,
  }) => {
    fc.assert(
      fc.property(now, wanted, zone, quiet, expiresIn, (now, wanted, timezone, quiet, expiresIn) => {
        const expiresAt = now + (expiresIn ?? 10 * DAY);
        const member = memberOf({ timezone, preferences: quiet ? { quiet } : {} });
        const of = caseOf(asked(wanted, { expiresAt }), member, { now });
        const until = untilOf(of);
        expect(untilOf(of)).toBe(until);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(until).toBeLessThan(expiresAt);
        expect(silentUntil(until, of)).toBeUndefined();
        // A day, an hour for the clocks and what the silence may add; the way to work skips a weekend.
        const longest = (wanted === 'commute' ? 3 * DAY : DAY + 2 * HOUR) + HOUR + (quiet ? 10 * HOUR : 10 * MINUTE);
        expect(until - now).toBeLessThan(longest);
        if (wanted === 'commute' && !quiet) expect(hourOfWeek(until, timezone)).toBeLessThan(5 * 24);
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import type { Plan } from '../../src/decide/component.ts';
import type { PastEngagement } from '../../src/decide/member-state.ts';
import { fatigue } from '../../src/decide/volume/fatigue.ts';
import { fatigueOf } from '../../src/decide/volume/fatigue-state.ts';
import { memberCap } from '../../src/decide/volume/member-cap.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { typeCap } from '../../src/decide/volume/type-cap.ts';
import { activityOf, caseOf, memberOf, NOON, rangBefore } from './cases.ts';
import { did, row, unread } from './past.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: both.channels, values: {}, numbers: {} };
const policy: Partial<Policy> = { fatigue: { quietDays: 7, reducedDays: 30, dismissals: 3 } };
const history = [
  ...['A', 'B', 'C', 'D'].map((id) => row(id)),
  row('L', { type: 'like', actor: 'eve', item: 'post-9' }),
];
const tiredBy = (...engagements: readonly PastEngagement[]) => memberOf({ past: { history, engagements } });
const select = (member = memberOf(), change: Partial<Policy> = {}, plan = both) =>
  fatigue.select(caseOf(activityOf({}, { ...policy, ...change }), member), known, plan);
const isQuiet = (...engagements: readonly PastEngagement[]) => select(tiredBy(...engagements)) !== both;

describe('fatigue', () => {
  test('happy: nobody who said nothing is tired, nor of what somebody else or another type brought', ({ expect }) => {
    expect(isQuiet()).toBe(false);
    expect(isQuiet(did('see-less', 'L', HOUR), did('see-less', 'eve', HOUR, { kind: 'actor' }))).toBe(false);
    expect(isQuiet(did('see-less', 'ada', HOUR, { kind: 'entity' }), did('see-less', 'gone', HOUR))).toBe(false);
    expect(isQuiet(did('dismiss', 'A', 3), did('dismiss', 'B', 2), did('dismiss', 'L', 1))).toBe(false);
  });

  test('edge: one that is opened in between, or dismissed twice, does not make three in a row', ({ expect }) => {
    const [a, b, c] = [did('dismiss', 'A', 9), did('dismiss', 'B', 8), did('dismiss', 'C', 6)];
    expect(isQuiet(a, b, did('open', 'D', 7), c)).toBe(false);
    expect(isQuiet(a, did('dismiss', 'A', 8), b)).toBe(false);
    expect(isQuiet(a, b, did('seen', 'D', 7), c)).toBe(true);
  });

  test('edge: not for the timeline, transactional or mandatory; and without a policy nothing is read', ({ expect }) => {
    const tired = tiredBy(did('see-less', 'A', HOUR));
    const silent: Plan = { channels: ['in-app'], numbers: {} };
    expect(select(tired, {}, silent)).toBe(silent);
    expect(select(tired, { class: 'transactional' })).toBe(both);
    expect(select(tired, { mandatory: true })).toBe(both);
    expect(fatigue.select(caseOf(activityOf(), memberOf({ past: unread })), known, both)).toBe(both);
  });

  test.for([
    ['a notification of the type', did('see-less', 'A', HOUR)],
    ['its actor', did('see-less', 'ada', HOUR, { kind: 'actor' })],
    ['its item', did('see-less', 'post-1', HOUR, { kind: 'item' })],
  ] as const)('refusal: "see less" of %s: silent for a week', ([, said], { expect }) => {
    expect(select(tiredBy(said))).toEqual({
      channels: ['in-app'],
      numbers: { quietUntil: NOON - HOUR + 7 * DAY },
      silenced: { by: 'fatigue', reason: 'fatigue' },
    });
    expect(isQuiet({ ...said, at: NOON - 7 * DAY + 1 })).toBe(true);
    expect(isQuiet({ ...said, at: NOON - 7 * DAY })).toBe(false);
  });

  test('refusal: three dismissals in a row; without a timeline it is dropped', ({ expect }) => {
    const tired = tiredBy(
      did('dismiss', 'A', 3),
      did('dismiss', 'L', 2),
      did('dismiss', 'B', 2),
      did('dismiss', 'C', 1),
    );
    expect(select(tired)).toMatchObject({ silenced: { reason: 'fatigue' } });
    expect(select(tired, {}, { channels: ['web-push'], numbers: {} })).toMatchObject({
      outcome: 'drop',
      reason: 'fatigue',
    });
  });

  test('for a month after the silence its caps are half, rounded down, and one at least', ({ expect }) => {
    const at = (ago: number, change: Partial<Policy>, rang: readonly number[]) => {
      const member = { ...tiredBy(did('see-less', 'A', ago)), interruptions: rangBefore(...rang) };
      const of = caseOf(activityOf({}, { ...policy, ...change }), member);
      const stop = [typeCap, memberCap].map((cap) => cap.select(of, known, both)).find((each) => 'outcome' in each);
      return stop && 'reason' in stop ? [stop.reason, stop.numbers?.limit] : undefined;
    };
    const reduced = 8 * DAY;
    expect(at(reduced, { memberPerDay: 5 }, [2, 1])).toEqual(['member-cap', 2]);
    expect(at(reduced, { memberPerDay: 5 }, [1])).toBeUndefined();
    expect(at(reduced, { memberPerDay: 1 }, [])).toBeUndefined();
    expect(at(reduced, { typeCaps: { perDay: 3 } }, [1])).toEqual(['type-cap', 1]);
    expect(at(37 * DAY, { memberPerDay: 5 }, [2, 1])).toBeUndefined();
  });

  test('law: the newest word counts, and what has ended does not come back by itself', ({ expect }) => {
    const moments = fc.array(fc.integer({ min: 0, max: 60 * DAY }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(moments, fc.nat(100 * DAY), (ago, later) => {
        const engagements = ago.sort((one, other) => other - one).map((ms) => did('see-less', 'A', ms));
        const of = caseOf(activityOf({}, policy), tiredBy(...engagements), { now: NOON + later });
        const state = fatigueOf(of);
        expect(state?.quietUntil).toBe(NOON - Math.min(...ago) + 7 * DAY);
        expect(fatigue.select(of, known, both) === both).toBe(of.now >= (state?.quietUntil ?? 0));
      }),
    );
  });
});

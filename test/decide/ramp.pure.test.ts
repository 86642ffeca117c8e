import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import type { Plan } from '../../src/decide/component.ts';
import type { MemberState } from '../../src/decide/member-state.ts';
import { memberCap } from '../../src/decide/volume/member-cap.ts';
import { rampLimit } from '../../src/decide/volume/ramp.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, memberOf, NOON, rangBefore } from './cases.ts';
import { did, unread } from './past.ts';

const plan: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: plan.channels, values: {}, numbers: {} };
const policy: Partial<Policy> = { ramp: { phaseDays: 3, awayDays: 30 } };
const limitOf = (member: MemberState) => rampLimit(caseOf(activityOf({}, policy), member));
const engagedBefore = (...ago: readonly number[]) => ({
  past: { history: [], engagements: ago.map((days) => did('open', 'A', days * DAY)) },
});

describe('the ramp', () => {
  test('happy: one interruption a day more every three days since they joined', ({ expect }) => {
    const days = [0, 1, 3, 3.01, 6, 7, 30];
    expect(days.map((ago) => limitOf(memberOf({ createdAt: NOON - ago * DAY })))).toEqual([1, 1, 1, 2, 2, 3, 10]);
  });

  test('edge: who comes back after a month away starts again, from the newest return', ({ expect }) => {
    expect(limitOf(memberOf({ createdAt: NOON - 400 * DAY, ...engagedBefore(80, 40, 4, 1) }))).toBe(2);
    expect(limitOf(memberOf({ createdAt: NOON - 400 * DAY, ...engagedBefore(80, 79, 51, 40) }))).toBe(134);
    expect(limitOf(memberOf(engagedBefore(31, 1)))).toBe(1);
  });

  test('edge: of whom neither is known there is no ramp, and a clock that is ahead starts at one', ({ expect }) => {
    expect(limitOf(memberOf())).toBeUndefined();
    expect(limitOf(memberOf(engagedBefore(2, 1)))).toBeUndefined();
    expect(limitOf(memberOf({ createdAt: NOON + HOUR }))).toBe(1);
  });

  test('edge: without a ramp nothing of the past is read', ({ expect }) => {
    expect(rampLimit(caseOf(activityOf(), memberOf({ createdAt: NOON, past: unread })))).toBeUndefined();
  });

  test('refusal: a new member who was interrupted today waits, because of the ramp', ({ expect }) => {
    const member = memberOf({ createdAt: NOON - DAY, interruptions: rangBefore(2 * HOUR) });
    expect(memberCap.select(caseOf(activityOf({}, policy), member), known, plan)).toEqual({
      outcome: 'hold',
      reason: 'ramp',
      numbers: { used: 1, limit: 1 },
      until: NOON - 2 * HOUR + DAY,
    });
  });

  test('refusal: when the cap is no more than the ramp, it is the cap that holds', ({ expect }) => {
    const member = memberOf({ createdAt: NOON - DAY, interruptions: rangBefore(2 * HOUR) });
    const one = activityOf({}, { ...policy, memberPerDay: 1 });
    expect(memberCap.select(caseOf(one, member), known, plan)).toMatchObject({ reason: 'member-cap' });
    const none = activityOf({}, { ...policy, memberPerDay: 0 });
    expect(memberCap.select(caseOf(none, member), known, plan)).toMatchObject({ channels: ['in-app'] });
  });

  test('law: it never falls while nobody goes away', ({ expect }) => {
    const days = fc.integer({ min: 0, max: 100 * DAY });
    fc.assert(
      fc.property(days, days, (one, other) => {
        const [later, sooner] = [Math.max(one, other), Math.min(one, other)];
        const at = (ago: number) => limitOf(memberOf({ createdAt: NOON - ago })) ?? 0;
        expect(at(later)).toBeGreaterThanOrEqual(at(sooner));
        expect(at(sooner)).toBeGreaterThanOrEqual(1);
      }),
    );
  });
});

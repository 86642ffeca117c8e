import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import type { Case, Plan } from '../../src/decide/component.ts';
import { pushBar } from '../../src/decide/relevance/push-bar.ts';
import { relevanceFloor } from '../../src/decide/relevance/relevance-floor.ts';
import { activityOf, caseOf, memberOf } from './cases.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const knownOf = (utility?: number) => ({
  reachable: both.channels,
  values: {},
  numbers: utility === undefined ? {} : { utility },
});
const relevance = { floor: 0.1, pushBar: 0.3, value: 1, cost: 20 };
const judged = (policy: Partial<Policy> = {}, change: Partial<Case> = {}) =>
  caseOf(activityOf({}, { relevance, ...policy }), memberOf(), change);
const again = { for: 'slot', shown: true, seen: false } as const;

describe('the relevance floor', () => {
  test('happy: at the floor and above it goes on', ({ expect }) => {
    expect(relevanceFloor.select(judged(), knownOf(0.1), both)).toBe(both);
  });

  test.for([
    ['transactional', judged({ class: 'transactional' })],
    ['mandatory', judged({ mandatory: true })],
    ['decided before', judged({}, { again })],
    ['of a type without a floor', judged({ relevance: { value: 1, cost: 20 } })],
    ['of a type that is not scored', caseOf()],
  ] as const)('edge: what is %s is not judged', ([, of], { expect }) => {
    expect(relevanceFloor.select(of, knownOf(-5), both)).toBe(both);
    expect(pushBar.select(of, knownOf(-5), both)).toBe(both);
  });

  test('refusal: below it is dropped, with the floor', ({ expect }) => {
    expect(relevanceFloor.select(judged(), knownOf(0.09), both)).toEqual({
      outcome: 'drop',
      reason: 'below-floor',
      numbers: { floor: 0.1 },
    });
  });
});

describe('the push bar', () => {
  test('happy: at the bar it may ring; without a score it is not judged', ({ expect }) => {
    expect(pushBar.select(judged(), knownOf(0.3), both)).toBe(both);
    expect(pushBar.select(judged(), knownOf(), both)).toBe(both);
  });

  test('edge: what is silent anyway stays as it is', ({ expect }) => {
    const silent: Plan = { channels: ['in-app'], numbers: {} };
    expect(pushBar.select(judged(), knownOf(0.2), silent)).toBe(silent);
  });

  test('refusal: below it the timeline, and it says why', ({ expect }) => {
    expect(pushBar.select(judged(), knownOf(0.2), both)).toEqual({
      channels: ['in-app'],
      numbers: { pushBar: 0.3 },
      silenced: { by: 'push-bar', reason: 'below-push-bar' },
    });
  });

  test('refusal: with no timeline it is dropped, whether the type or the member has none', ({ expect }) => {
    const drop = { outcome: 'drop', reason: 'below-push-bar', numbers: { pushBar: 0.3 } };
    expect(pushBar.select(judged(), knownOf(0.2), { channels: ['web-push'], numbers: {} })).toEqual(drop);
    const unreachable = { ...knownOf(0.2), reachable: ['web-push'] as const };
    expect(pushBar.select(judged(), unreachable, both)).toEqual(drop);
  });

  test('law: what rings is worth the bar, what is shown the floor', ({ expect }) => {
    const worth = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(worth, worth, worth, (utility, floor, pushBarAt) => {
        const of = judged({ relevance: { ...relevance, floor, pushBar: pushBarAt } });
        const known = knownOf(utility);
        const first = relevanceFloor.select(of, known, both);
        const plan = 'outcome' in first ? first : pushBar.select(of, known, first);
        if ('outcome' in plan) expect(utility).toBeLessThan(floor);
        else expect(plan.channels.includes('web-push')).toBe(utility >= pushBarAt);
      }),
    );
  });
});

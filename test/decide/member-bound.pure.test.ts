import { describe, test } from 'vitest';
import type { ScoringModel } from '../../src/contract/policy.ts';
import type { MemberState, PastEngagement, PastNotification, PushedRows } from '../../src/decide/member-state.ts';
import { memberBound } from '../../src/decide/score/member-bound.ts';
import { DAY } from '../../src/decide/volume/rolling-cap.ts';
import { content, followedCase, logistic, past } from './bounding-cases.ts';
import { activityOf, memberOf, NOON } from './cases.ts';
import { did } from './past.ts';

describe('the bound of a member', () => {
  const boundOf = (model: ScoringModel, member: MemberState, strength = 0.5) =>
    memberBound(followedCase(content(model), member, NOON, strength));

  test('happy: exact for edges and pushes, with what lifts it', ({ expect }) => {
    const pushed: Record<string, PushedRows> = {
      ads: { recipient: { age: 2 }, edges: { 'actor:star': { features: { clicks: 3 }, strength: 1 } } },
    };
    const member = memberOf({ pushed: { rows: (dataset) => pushed[dataset] } });
    const model = logistic({ 'edge.strength': 2, 'recipient.ads.age': 1, 'edge.ads.clicks': 0.5 });
    expect(boundOf(model, member)).toMatchObject({ strength: 0.5, liftedBy: { datasets: ['ads'] } });
    expect(boundOf(model, member)?.bound).toBeCloseTo(1 + 2 + 1.5, 2);
    expect(boundOf(logistic({ 'type.sent.7d': -1 }), member)).toEqual({ bound: 0.001, strength: null, liftedBy: {} });
  });

  test('edge: what is opened counts, what may count later too, and what was dismissed does not', ({ expect }) => {
    const count = (history: PastNotification[], engagements: PastEngagement[] = []) =>
      Math.round(boundOf(logistic({ 'type.opened.7d': 1 }), memberOf({ past: { history, engagements } }))?.bound ?? -1);
    const old = NOON - 20 * DAY;
    expect(count([past('1', NOON - DAY, { read: true })])).toBe(1);
    expect(count([past('1', old, { read: true })])).toBe(0);
    // A Worker whose clock is late may decide later.
    expect(count([past('1', NOON - 7 * DAY - 5 * 60_000, { read: true })])).toBe(1);
    expect(count([past('1', old, { read: true, outcome: 'hold' })])).toBe(1);
    expect(count([past('1', old, { read: true, interruptedAt: old })])).toBe(1);
    expect(count([past('1', NOON - DAY, { type: 'other', read: true })])).toBe(0);
    expect(count([past('1', NOON - DAY, { shown: false })], [did('open', '1', 0)])).toBe(1);
    expect(count([], [did('open', 'to-come', 0)])).toBe(1);
    const dismissed = (ago: number) => [did('dismiss', '1', ago)];
    expect(count([past('1', NOON - DAY, { read: true })], dismissed(0))).toBe(0);
    // The record of it goes before the bound does.
    expect(count([past('1', NOON - DAY, { read: true })], dismissed(80 * DAY))).toBe(1);
  });

  test('edge: the row of another item may be the one that counts the next time', ({ expect }) => {
    const model = logistic({ 'edge.ads.clicks': 1 });
    const withRows = (edges: PushedRows['edges']) =>
      boundOf(model, memberOf({ pushed: { rows: () => ({ ...(edges ? { edges } : {}) }) } }))?.bound;
    const row = (clicks: number) => ({ features: { clicks }, strength: 1 });
    expect(withRows({ 'item:other': row(5) })).toBeCloseTo(5, 2);
    expect(withRows({ 'item:other': row(5), 'actor:star': row(1) })).toBeCloseTo(1, 2);
    expect(withRows({ 'actor:somebody': row(5) })).toBeCloseTo(0, 2);
  });

  test('refusal: there is none when it could be anything', ({ expect }) => {
    expect(boundOf(logistic({ 'member.seen.7d': 1 }), memberOf())).toBeUndefined();
    expect(memberBound(followedCase(activityOf()))).toBeUndefined();
  });
});

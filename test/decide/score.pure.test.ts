import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { CandidateActivity } from '../../src/contract/activity.ts';
import type { Policy, ScoringModel } from '../../src/contract/policy.ts';
import type { Case } from '../../src/decide/component.ts';
import { historyFeatures } from '../../src/decide/features/history-features.ts';
import { countsIn, pastSummary, RANGES } from '../../src/decide/features/past-summary.ts';
import type { MemberState, Past } from '../../src/decide/member-state.ts';
import { modelOf } from '../../src/decide/score/model.ts';
import { disableRate, openRate } from '../../src/decide/score/rates.ts';
import { response } from '../../src/decide/score/response.ts';
import { utility } from '../../src/decide/score/utility.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, memberOf, NOON } from './cases.ts';
import { did, row, unread } from './past.ts';

const nothing = { reachable: [], values: {}, numbers: {} };
const relevance = { value: 1, cost: 20 };
const scored = (change: Partial<CandidateActivity> = {}, policy: Partial<Policy> = {}) =>
  activityOf(change, { relevance, ...policy });
const past: Past = {
  history: [
    row('A', { at: NOON - 40 * DAY, interruptedAt: NOON - 40 * DAY, read: true }),
    row('B', { read: true }),
    row('C', { read: true, actor: 'cleo' }),
    row('D', { seen: true, interruptedAt: null, outcome: 'hold', channels: ['in-app'] }),
    row('E', { type: 'like', actor: 'eve' }),
    row('F', { at: NOON - HOUR, interruptedAt: NOON - HOUR }),
    row('G', { shown: false, outcome: 'hold', channels: [], interruptedAt: null }),
  ],
  engagements: [
    did('open', 'A', 39 * DAY),
    did('click', 'B', 30 * HOUR, { channel: 'web-push' }),
    did('dismiss', 'C', DAY),
    did('see-less', 'C', DAY),
    did('like', 'post-1', HOUR, { kind: 'item' }),
  ],
};
const known = (of: Case) => historyFeatures.hydrate(of, nothing);
const scoreOf = (of: Case) => {
  const before = known(of);
  const numbers = response.score(of, before);
  return { ...numbers, ...utility.score(of, { ...before, numbers }) };
};
type LogisticModel = Extract<ScoringModel, { readonly kind: 'logistic' }>;
const model = (change: Partial<LogisticModel> = {}): LogisticModel => ({
  kind: 'logistic',
  name: 'm',
  version: 1,
  digest: JSON.stringify(change),
  open: { intercept: -1, weights: { 'item.likes': 0.5, 'type.opened.30d': 2, constructor: 7 } },
  defaults: { 'item.likes': 4 },
  ...change,
});
/** A model of these features and no others. */
const using = (...names: readonly string[]) =>
  model({ open: { intercept: 0, weights: Object.fromEntries(names.map((name) => [name, 1])) } });
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

describe('the past, summarised', () => {
  test('happy: counts by range of what was shown', ({ expect }) => {
    const ofType = pastSummary(past).ofType('post.published');
    expect(countsIn(ofType, RANGES['90d'], NOON)).toEqual({
      sent: 4,
      shown: 5,
      seen: 4,
      opened: 2,
      dismissed: 1,
      refused: 1,
      judged: 4,
    });
    expect(countsIn(ofType, RANGES['24h'], NOON)).toMatchObject({ sent: 1, opened: 0, judged: 0 });
  });

  test('edge: it is told once for the same lists, and anew for others', ({ expect }) => {
    expect(pastSummary({ ...past })).toBe(pastSummary(past));
    expect(pastSummary({ ...past, engagements: [...past.engagements] })).not.toBe(pastSummary(past));
    expect(pastSummary({ ...past, history: [] }).ofType('constructor')).toEqual([]);
  });
});

describe('history features', () => {
  test('happy: what was counted, the strongest edge, and what the event brings', ({ expect }) => {
    const expected = {
      'type.sent.30d': 3,
      'type.opened.30d': 1,
      'type.opened.90d': 2,
      'actor.opened.90d': 2,
      'actor.dismissed.90d': 0,
      'member.sent.24h': 1,
      'channel.web-push.sent.30d': 4,
      'channel.web-push.opened.30d': 1,
      'type.openRate': 4 / 14,
      'type.disableRate': 1.1 / 105,
      hoursSinceLastOpen: 30,
      'edge.strength': 0.6,
      'item.likes': 3,
      'fact.true': 1,
    };
    const features = { 'item.likes': 3, 'fact.true': 1, 'item.views': 9 };
    const candidate = {
      activity: scored({ features }, { model: using(...Object.keys(expected)) }),
      edges: [
        { node: 'ada', kind: 'follow', strength: 0.2 },
        { node: 'group', kind: 'member', strength: 0.6 },
      ],
    };
    const { values, numbers } = known({ ...caseOf(), candidate, member: memberOf({ past }) });
    expect(values).toEqual(expected);
    expect(numbers).toEqual({});
  });

  test('edge: of a member without a past there are zeros, and what was never or is unknown is missing', ({
    expect,
  }) => {
    const zeros = { 'type.sent.90d': 0, 'actor.opened.90d': 0, 'type.openRate': 0.2 };
    const missing = ['hoursSinceLastOpen', 'edge.strength', 'item.likes', 'channel.sms.sent.30d', 'constructor'];
    const { actor: _, ...nobody } = scored({}, { model: using(...Object.keys(zeros), ...missing) });
    expect(known(caseOf(nobody)).values).toEqual(zeros);
    expect(known(caseOf(scored(), memberOf({ past: unread })))).toBe(nothing);
  });

  test.for([
    ['plain content', activityOf(), {}],
    ['transactional', scored({}, { class: 'transactional' }), {}],
    ['scored before', scored(), { again: { for: 'slot', shown: true, seen: false, numbers: { pOpen: 0.4 } } }],
    ['about to be delivered', scored(), { again: { for: 'delivery', shown: true, seen: false } }],
  ] as const)('refusal: of what is %s nothing is read', ([, activity, change], { expect }) => {
    const of = caseOf(activity, memberOf({ past: unread }), change);
    expect(known(of)).toBe(nothing);
    expect(() => scoreOf(of)).not.toThrow();
  });
});

describe('the response without a model', () => {
  test('happy: how often the type was opened, against a prior of two in ten', ({ expect }) => {
    const scores = scoreOf(caseOf(scored(), memberOf({ past })));
    expect(scores.pOpen).toBeCloseTo((2 + 2) / (10 + 4), 12);
    expect(scores.pDisable).toBeCloseTo((0.1 + 1) / (100 + 5), 12);
    expect(scores.utility).toBeCloseTo(4 / 14 - (20 * 1.1) / 105, 12);
  });

  test('edge: what was shown an hour ago and not seen yet says nothing against the type', ({ expect }) => {
    const fresh = row('A', { at: NOON - HOUR, interruptedAt: NOON - HOUR });
    const pOpen = (change: Partial<typeof fresh>) =>
      scoreOf(caseOf(scored(), memberOf({ past: { history: [{ ...fresh, ...change }], engagements: [] } }))).pOpen;
    expect(pOpen({})).toBe(0.2);
    expect(pOpen({ seen: true })).toBe(2 / 11);
    expect(pOpen({ seen: true, read: true })).toBe(3 / 11);
  });

  test('edge: a held candidate without scores is scored when it comes up against others', ({ expect }) => {
    const again = { for: 'slot', shown: true, seen: false } as const;
    expect(scoreOf(caseOf(activityOf(), memberOf(), { again }))).toEqual({
      pOpen: 0.2,
      pDisable: 0.001,
      utility: 0.2 - 20 * 0.001,
    });
  });

  test('refusal: what is not scored has no numbers', ({ expect }) => {
    expect(scoreOf(caseOf())).toEqual({});
    expect(scoreOf(caseOf(scored({}, { class: 'transactional' })))).toEqual({});
  });

  test('law: rates lie between 0 and 1, and rise with what was done', ({ expect }) => {
    fc.assert(
      fc.property(fc.nat(1_000), fc.nat(1_000), (one, other) => {
        const [few, many] = [Math.min(one, other), Math.max(one, other)];
        for (const rate of [openRate({ opened: few, judged: many }), disableRate({ refused: few, shown: many })]) {
          expect(rate).toBeGreaterThan(0);
          expect(rate).toBeLessThan(1);
        }
        expect(openRate({ opened: few, judged: many })).toBeLessThan(openRate({ opened: few + 1, judged: many + 1 }));
        expect(openRate({ opened: few, judged: many })).toBeGreaterThan(openRate({ opened: few, judged: many + 1 }));
      }),
    );
  });
});

describe('the response by a model', () => {
  const byModel = (definition: ScoringModel, member: MemberState = memberOf(), features?: Record<string, number>) =>
    scoreOf(caseOf(scored(features ? { features } : {}, { model: definition }), member));

  test('happy: a logistic regression of the features; what it does not tell is told by the history', ({ expect }) => {
    const scores = byModel(model(), memberOf({ past }), { 'item.likes': 3 });
    expect(scores.pOpen).toBeCloseTo(sigmoid(-1 + 0.5 * 3 + 2), 12);
    expect(scores.pDisable).toBeCloseTo(1.1 / 105, 12);
    const both = model({ disable: { intercept: -4, weights: {} } });
    expect(byModel(both, memberOf({ past })).pDisable).toBeCloseTo(sigmoid(-4), 12);
  });

  test('edge: a missing feature has its default, else 0, whatever it is called', ({ expect }) => {
    expect(byModel(model()).pOpen).toBeCloseTo(sigmoid(-1 + 0.5 * 4), 12);
    expect(modelOf(model({ defaults: {} })).open({})).toBeCloseTo(sigmoid(-1), 12);
  });

  test('edge: weights without measure are certain, and never no number', ({ expect }) => {
    const extreme = (...weights: number[]) =>
      modelOf(
        model({ open: { intercept: 0, weights: Object.fromEntries(weights.map((each, i) => [`f${i}`, each])) } }),
      );
    expect(extreme(1e308).open({ f0: 10 })).toBe(1);
    expect(extreme(-1e308).open({ f0: 10 })).toBe(0);
    expect(extreme(1e308, -1e308).open({ f0: 10, f1: 10 })).toBe(0.5);
  });

  test('it is compiled once', ({ expect }) => {
    const definition = model();
    expect(modelOf(definition)).toBe(modelOf(definition));
    expect(modelOf(definition), 'every call copies it').toBe(modelOf({ ...definition }));
    expect(modelOf(definition)).not.toBe(modelOf({ ...definition, digest: 'of another' }));
  });

  test('law: a probability, that rises with a feature of positive weight', ({ expect }) => {
    const number = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        number,
        fc.double({ min: 0, max: 5, noNaN: true }),
        number,
        number,
        (intercept, weight, one, other) => {
          const { open } = modelOf(model({ open: { intercept, weights: { x: weight } } }));
          const [low, high] = [open({ x: Math.min(one, other) }), open({ x: Math.max(one, other) })];
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1);
          expect(high).toBeGreaterThanOrEqual(low);
        },
      ),
    );
  });
});

describe('deciding again', () => {
  test('the scores of the first decision are taken, whatever has happened since', ({ expect }) => {
    const numbers = { pOpen: 0.5, pDisable: 0.01, utility: 0.3, used: 3 };
    const again = { for: 'slot', shown: true, seen: false, numbers } as const;
    const of = caseOf(scored({}, { model: model() }), memberOf({ past: unread }), { again });
    expect(scoreOf(of)).toEqual({ pOpen: 0.5, pDisable: 0.01, utility: 0.3 });
    const { utility: _, pDisable: __, ...only } = numbers;
    expect(scoreOf({ ...of, again: { ...again, numbers: only } })).toEqual({ pOpen: 0.5, utility: 0.5 });
  });
});

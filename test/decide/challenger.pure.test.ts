import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { ScoringModel } from '../../src/contract/policy.ts';
import { isInShare } from '../../src/decide/score/is-in-share.ts';
import { response } from '../../src/decide/score/response.ts';
import { activityOf, caseOf, memberOf } from './cases.ts';

const nothing = { reachable: [], values: {}, numbers: {} };
const certain = (name: string, intercept: number): ScoringModel => ({
  kind: 'logistic',
  name,
  version: 1,
  digest: name,
  open: { intercept, weights: {} },
  disable: { intercept: -5 + intercept, weights: {} },
  defaults: {},
});
const [champion, challenger] = [certain('champion', 0), certain('challenger', 1)];
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const scoresOf = (member: string, share: number, type = 'post.published') =>
  response.score(
    caseOf(
      activityOf({ type }, { model: champion, challenger: { model: challenger, share } }),
      memberOf({ id: member }),
    ),
    nothing,
  );

describe('a challenger', () => {
  test('happy: with no share it scores everybody and decides nobody', ({ expect }) => {
    for (const member of ['ada', 'bob', 'cleo']) {
      expect(scoresOf(member, 0)).toEqual({ pOpen: 0.5, pDisable: sigmoid(-5), pOpenChallenger: sigmoid(1) });
    }
  });

  test('happy: whom it decides has its scores, and what the model would have said', ({ expect }) => {
    expect(scoresOf('ada', 1)).toEqual({
      pOpen: sigmoid(1),
      pDisable: sigmoid(-4),
      pOpenChampion: 0.5,
      challenger: 1,
    });
  });

  test('edge: what it scored keeps its scores, and its mark, when it is decided again', ({ expect }) => {
    const numbers = { ...scoresOf('ada', 1), utility: 0.7 };
    const again = { for: 'slot', shown: true, seen: false, numbers } as const;
    const of = caseOf(activityOf({}, { model: champion }), memberOf(), { again });
    const { utility: _, ...scores } = numbers;
    expect(response.score(of, nothing)).toEqual(scores);
  });

  test('law: it decides always the same members of a type, about its share of them, others of another type', ({
    expect,
  }) => {
    const members = Array.from({ length: 4_000 }, (_each, index) => `member-${index}`);
    const decided = (share: number, type?: string) => members.filter((each) => scoresOf(each, share, type).challenger);
    const tenth = decided(0.1);
    expect(Math.abs(tenth.length - 400)).toBeLessThan(80);
    expect(decided(0.1)).toEqual(tenth);
    const others = new Set(decided(0.1, 'other'));
    expect(tenth.filter((each) => others.has(each)).length).toBeLessThan(100);
  });

  test('law: whoever is in a share is in every larger one; nobody is in none, everybody in all', ({ expect }) => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.string(), share, share, (name, one, other) => {
        if (isInShare(name, Math.min(one, other))) expect(isInShare(name, Math.max(one, other))).toBe(true);
        expect([isInShare(name, 0), isInShare(name, 1)]).toEqual([false, true]);
      }),
    );
  });
});

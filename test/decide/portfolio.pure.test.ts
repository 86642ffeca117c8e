import { describe, test } from 'vitest';
import type { Interruption } from '../../src/decide/member-state.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { compete } from '../../src/decide/selection/portfolio.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { memberOf, NOON, rangBefore } from './cases.ts';
import { row } from './past.ts';
import { competeOne, held, idOf, one, rang } from './portfolio-cases.ts';

describe('when a slot opens', () => {
  test('happy: what is worth most rings; the others wait for the next slot because of it', ({ expect }) => {
    const decided = compete(pipeline, memberOf(), [held('A', 0.2, one), held('B', 0.4, one), held('C', 0.3, one)]);
    expect(rang(decided)).toEqual(['B']);
    expect(decided.map(idOf)).toEqual(['A', 'B', 'C']);
    expect(decided[0]?.decision).toEqual({
      outcome: 'hold',
      by: 'portfolio',
      reason: 'portfolio',
      numbers: { pOpen: 0.5, utility: 0.2, used: 1, limit: 1, marginal: 0.2 },
      channels: ['in-app'],
      until: NOON + DAY,
    });
  });

  test('with room for two, two ring', ({ expect }) => {
    const two = { memberPerDay: 3 };
    const member = memberOf({ interruptions: rangBefore(HOUR) });
    expect(competeOne([held('A', 0.2, two), held('B', 0.4, two), held('C', 0.3, two)], member)).toEqual(['B', 'C']);
  });

  test('edge: worth the same, the oldest rings; without scores those of the history decide', ({ expect }) => {
    expect(competeOne([held('C', 0.3, one), held('A', 0.3, one), held('B', 0.3, one)])).toEqual(['A']);
    const read = ['X', 'Y', 'Z'].map((id) => row(id, { type: 'loved', read: true, interruptedAt: null }));
    const member = memberOf({ past: { history: read, engagements: [] } });
    expect(competeOne([held('A', undefined, one), held('B', undefined, { ...one, type: 'loved' })], member)).toEqual([
      'B',
    ]);
  });

  test('edge: nothing, and one alone', ({ expect }) => {
    expect(compete(pipeline, memberOf(), [])).toEqual([]);
    expect(competeOne([held('A', -1, one)])).toEqual(['A']);
  });

  test('refusal: a full day holds all of them for their own reason', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(HOUR) });
    const decided = compete(pipeline, member, [held('A', 0.2, one), held('B', 0.4, one)]);
    expect(decided.map(({ decision }) => [decision.reason, decision.until])).toEqual([
      ['member-cap', NOON - HOUR + DAY],
      ['member-cap', NOON - HOUR + DAY],
    ]);
  });

  test('refusal: what has expired, was seen or is muted ends by itself, and takes no slot', ({ expect }) => {
    const member = memberOf({ preferences: { muted: [{ actor: 'eve' }] } });
    const decided = compete(pipeline, member, [
      held('A', 9, { ...one, expiresAt: NOON }),
      held('B', 9, { ...one, seen: true }),
      held('C', 9, { ...one, actor: 'eve' }),
      held('D', 0.1, one),
    ]);
    expect(decided.map(({ decision }) => decision.reason)).toEqual([
      'expired',
      'already-seen',
      'muted-actor',
      'interrupt',
    ]);
  });

  test('what is held by a limit of its own keeps its reason, and waits for a slot that is still free', ({ expect }) => {
    const rangBy: Interruption[] = [{ at: NOON - 2 * HOUR, type: 'rare', channels: ['web-push'] }];
    const policy = { memberPerDay: 9, spacing: HOUR };
    const rare = held('A', 9, { ...policy, type: 'rare', typeCaps: { spacing: 2 * HOUR + 1 } });
    const decided = compete(pipeline, memberOf({ interruptions: rangBy }), [rare, held('B', 0.1, policy)]);
    expect(rang(decided)).toEqual(['B']);
    expect(decided[0]?.decision).toMatchObject({ outcome: 'hold', by: 'type-cap', until: NOON + HOUR });
  });

  test('transactional rings beside them and takes no slot', ({ expect }) => {
    const decided = compete(pipeline, memberOf(), [
      held('A', undefined, { ...one, class: 'transactional' }),
      held('B', 0.1, one),
    ]);
    expect(decided.map(({ decision }) => decision.reason)).toEqual(['interrupt', 'interrupt']);
  });
});

describe('a deadline', () => {
  test('happy: what would be gone by the next slot goes before what can wait', ({ expect }) => {
    expect(competeOne([held('A', 0.4, one), held('B', 0.3, { ...one, expiresAt: NOON + DAY })])).toEqual(['B']);
  });

  test('edge: it is no hurry when the next slot comes first, be it of the day or of the spacing', ({ expect }) => {
    expect(competeOne([held('A', 0.4, one), held('B', 0.3, { ...one, expiresAt: NOON + DAY + 1 })])).toEqual(['A']);
    const spaced = { memberPerDay: 9, spacing: HOUR };
    expect(competeOne([held('A', 0.4, spaced), held('B', 0.3, { ...spaced, expiresAt: NOON + HOUR + 1 })])).toEqual([
      'A',
    ]);
    expect(competeOne([held('A', 0.4, spaced), held('B', 0.3, { ...spaced, expiresAt: NOON + HOUR })])).toEqual(['B']);
  });

  test('refusal: it does not win over what is worth twice as much', ({ expect }) => {
    expect(competeOne([held('A', 0.7, one), held('B', 0.3, { ...one, expiresAt: NOON + HOUR })])).toEqual(['A']);
  });
});

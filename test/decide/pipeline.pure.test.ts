import { describe, test } from 'vitest';
import type { Component } from '../../src/decide/component.ts';
import { decideAll } from '../../src/decide/decide.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { DAY } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, decideOne, MINUTE, memberOf, NOON, rangBefore } from './cases.ts';

const night = { from: '22:00', to: '08:00' };
const MIDNIGHT = NOON + 12 * 60 * MINUTE;

describe('the pipeline', () => {
  test('happy: nothing speaks against it, so it goes to the timeline and rings', ({ expect }) => {
    expect(decideOne()).toEqual({
      outcome: 'send',
      by: 'delivery',
      reason: 'interrupt',
      numbers: {},
      channels: ['in-app', 'web-push'],
    });
  });

  test('without a device it goes to the timeline', ({ expect }) => {
    expect(decideOne(activityOf(), memberOf({ devices: [] }))).toMatchObject({
      outcome: 'send',
      reason: 'timeline',
      channels: ['in-app'],
    });
  });

  test('the first component that says no is the answer', ({ expect }) => {
    const member = memberOf({ preferences: { muted: [{ actor: 'ada' }], channels: { 'in-app': 'off' } } });
    expect(decideOne(activityOf({ expiresAt: NOON }), member)).toMatchObject({ by: 'mutes', reason: 'muted-actor' });
  });

  test('over a cap it is held, and shown in the timeline meanwhile', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(5, 4, 3, 2, 1) });
    expect(decideOne(activityOf(), member)).toEqual({
      outcome: 'hold',
      by: 'member-cap',
      reason: 'member-cap',
      numbers: { used: 5, limit: 5 },
      channels: ['in-app'],
      until: NOON - 5 + DAY,
    });
  });

  test('a cap of nothing is named by the decision that it made silent', ({ expect }) => {
    expect(decideOne(activityOf({}, { memberPerDay: 0 }))).toEqual({
      outcome: 'send',
      by: 'member-cap',
      reason: 'member-cap',
      numbers: { used: 0, limit: 0 },
      channels: ['in-app'],
    });
  });

  test('transactional passes the caps and not the quiet hours', ({ expect }) => {
    const message = activityOf({}, { class: 'transactional' });
    expect(decideOne(message, memberOf({ interruptions: rangBefore(1, 2, 3, 4, 5) }))).toMatchObject({
      outcome: 'send',
    });
    expect(decideOne(message, memberOf({ preferences: { quiet: night } }), { now: MIDNIGHT })).toMatchObject({
      outcome: 'hold',
      by: 'quiet-hours',
      until: MIDNIGHT + 8 * 60 * MINUTE,
    });
  });

  test('quiet hours do not hold what is silent', ({ expect }) => {
    const member = memberOf({ preferences: { quiet: night }, devices: [] });
    expect(decideOne(activityOf(), member, { now: MIDNIGHT })).toMatchObject({ outcome: 'send', channels: ['in-app'] });
  });

  test('dark: neither sent nor held, so that nothing is shown either', ({ expect }) => {
    const dark = activityOf({}, { dark: true });
    expect(decideOne(dark)).toMatchObject({ outcome: 'drop', by: 'dark-mode', numbers: { channels: 2 }, channels: [] });
    const asleep = memberOf({ preferences: { quiet: night } });
    expect(decideOne(dark, asleep, { now: MIDNIGHT })).toEqual({
      outcome: 'drop',
      by: 'dark-mode',
      reason: 'dark',
      numbers: { channels: 1, until: MIDNIGHT + 8 * 60 * MINUTE },
      channels: [],
    });
    expect(decideOne(dark, memberOf({ preferences: { muted: [{ actor: 'ada' }] } })).by).toBe('mutes');
  });

  test('what is sent to one candidate counts for the next of the same offer', ({ expect }) => {
    const cases = ['A', 'B', 'C'].map((id) => ({
      candidate: { activity: activityOf({ id }, { memberPerDay: 2 }) },
      now: NOON,
    }));
    const decided = decideAll(pipeline, memberOf(), cases);
    expect(decided.map(({ decision }) => decision.outcome)).toEqual(['send', 'send', 'hold']);
  });
});

describe('deciding again', () => {
  const again = { for: 'slot', shown: true, seen: false } as const;

  test('happy: the quiet hours are over, so it rings', ({ expect }) => {
    expect(decideOne(activityOf(), memberOf(), { again })).toMatchObject({ outcome: 'send', reason: 'interrupt' });
  });

  test.for([
    ['seen', { again: { for: 'slot', shown: true, seen: true } }, 'already-seen', activityOf()],
    ['expired', { again }, 'expired', activityOf({ expiresAt: NOON })],
  ] as const)('%s meanwhile: it has been shown and rings no more', ([, change, reason, activity], { expect }) => {
    expect(decideOne(activity, memberOf(), change)).toMatchObject({ outcome: 'send', reason, channels: ['in-app'] });
  });

  test('edge: what was never shown ends as a drop', ({ expect }) => {
    const change = { again: { for: 'slot', shown: false, seen: false } } as const;
    expect(decideOne(activityOf({ expiresAt: NOON }), memberOf(), change)).toMatchObject({
      outcome: 'drop',
      channels: [],
    });
  });

  test('edge: held once more it stays in the timeline, though the timeline was turned off', ({ expect }) => {
    const member = memberOf({
      preferences: { channels: { 'in-app': 'off' } },
      interruptions: rangBefore(1, 2, 3, 4, 5),
    });
    expect(decideOne(activityOf(), member, { again })).toMatchObject({ outcome: 'hold', channels: ['in-app'] });
  });
});

describe('the walk', () => {
  test('hydrators and scorers add what later components and the decision read', ({ expect }) => {
    const components: Component[] = [
      { kind: 'hydrator', name: 'h', hydrate: (_of, known) => ({ ...known, numbers: { ...known.numbers, h: 1 } }) },
      { kind: 'scorer', name: 's', score: (_of, known) => ({ s: (known.numbers.h ?? 0) + 1 }) },
      { kind: 'gate', name: 'g', stop: () => undefined },
      {
        kind: 'selector',
        name: 'x',
        select: (_of, known, plan) => ({ ...plan, numbers: { x: (known.numbers.s ?? 0) + 1 } }),
      },
    ];
    const [decided] = decideAll(components, memberOf(), [{ candidate: { activity: activityOf() }, now: NOON }]);
    expect(decided?.decision.numbers).toEqual({ h: 1, s: 2, x: 3 });
  });

  test('what a stop concludes joins the numbers that were known', ({ expect }) => {
    const components: Component[] = [
      { kind: 'scorer', name: 's', score: () => ({ s: 1 }) },
      { kind: 'gate', name: 'g', stop: () => ({ outcome: 'drop', reason: 'no-consent', numbers: { g: 2 } }) },
      { kind: 'scorer', name: 'never', score: () => ({ never: 1 }) },
    ];
    const [decided] = decideAll(components, memberOf(), [{ candidate: { activity: activityOf() }, now: NOON }]);
    expect(decided?.decision).toMatchObject({ by: 'g', numbers: { s: 1, g: 2 }, channels: [] });
  });
});

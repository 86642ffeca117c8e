import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { ChannelName } from '../../src/contract/channel.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { Case, Plan } from '../../src/decide/component.ts';
import { channelCap } from '../../src/decide/volume/channel-cap.ts';
import { isCapped } from '../../src/decide/volume/hold-for-slot.ts';
import { memberCap } from '../../src/decide/volume/member-cap.ts';
import { DAY, HOUR, rollingCap } from '../../src/decide/volume/rolling-cap.ts';
import { spacing } from '../../src/decide/volume/spacing.ts';
import { typeCap } from '../../src/decide/volume/type-cap.ts';
import { activityOf, caseOf, LAPTOP, MINUTE, memberOf, NOON, rangBefore } from './cases.ts';
import { row, unread } from './past.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: both.channels, values: {}, numbers: {} };

describe('a rolling cap', () => {
  test('happy: room while fewer than the limit lie in the window', ({ expect }) => {
    expect(rollingCap(rangBefore(1, 2), 3, HOUR, NOON)).toEqual({ used: 2, nextSlot: NOON });
  });

  test('edge: one that is exactly as old as the window has left it', ({ expect }) => {
    expect(rollingCap(rangBefore(HOUR), 1, HOUR, NOON).nextSlot).toBe(NOON);
    expect(rollingCap(rangBefore(HOUR - 1), 1, HOUR, NOON).nextSlot).toBe(NOON + 1);
  });

  test('edge: over a limit that was lowered it waits until so many have left that there is room', ({ expect }) => {
    expect(rollingCap(rangBefore(10, 30, 20, 40), 2, HOUR, NOON)).toEqual({ used: 4, nextSlot: NOON - 20 + HOUR });
  });

  test('refusal: a limit of nothing never has room', ({ expect }) => {
    expect(rollingCap([], 0, HOUR, NOON).nextSlot).toBe(Number.POSITIVE_INFINITY);
    expect(rollingCap(rangBefore(1), 0, HOUR, NOON).nextSlot).toBe(Number.POSITIVE_INFINITY);
  });

  test('law: at the next slot there is room, and one ms before there is not', ({ expect }) => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 * HOUR }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 6 }),
        (ago, limit) => {
          const rang = rangBefore(...ago);
          const { nextSlot } = rollingCap(rang, limit, HOUR, NOON);
          expect(rollingCap(rang, limit, HOUR, nextSlot).nextSlot).toBe(nextSlot);
          if (nextSlot > NOON) expect(rollingCap(rang, limit, HOUR, nextSlot - 1).nextSlot).toBe(nextSlot);
        },
      ),
    );
  });
});

describe('the cap of a member', () => {
  test('happy: below it, and for what does not ring or is transactional', ({ expect }) => {
    const tired = memberOf({ interruptions: rangBefore(1, 2, 3, 4, 5) });
    expect(
      memberCap.select(caseOf(activityOf(), memberOf({ interruptions: rangBefore(1, 2, 3, 4) })), known, both),
    ).toBe(both);
    const silent: Plan = { channels: ['in-app'], numbers: {} };
    expect(memberCap.select(caseOf(activityOf(), tired), known, silent)).toBe(silent);
    expect(memberCap.select(caseOf(activityOf({}, { class: 'transactional' }), tired), known, both)).toBe(both);
  });

  test('edge: a cap of nothing leaves the timeline and says why', ({ expect }) => {
    expect(memberCap.select(caseOf(activityOf({}, { memberPerDay: 0 })), known, both)).toEqual({
      channels: ['in-app'],
      numbers: { used: 0, limit: 0 },
      silenced: { by: 'member-cap', reason: 'member-cap' },
    });
    const ringsOnly: Plan = { channels: ['web-push'], numbers: {} };
    expect(memberCap.select(caseOf(activityOf({}, { memberPerDay: 0 })), known, ringsOnly)).toMatchObject({
      outcome: 'drop',
      reason: 'member-cap',
    });
  });

  test('refusal: over it, held until the first of them is a day old', ({ expect }) => {
    const tired = memberOf({ interruptions: rangBefore(5, 4, 3, 2, 1) });
    expect(memberCap.select(caseOf(activityOf(), tired), known, both)).toEqual({
      outcome: 'hold',
      reason: 'member-cap',
      numbers: { used: 5, limit: 5 },
      until: NOON - 5 + DAY,
    });
  });
});

describe('the caps of a type', () => {
  test('happy: none by default, and others of another type do not count', ({ expect }) => {
    const rang = [{ at: NOON - 1, type: 'like', channels: ['web-push' as const] }];
    expect(typeCap.select(caseOf(), known, both)).toBe(both);
    const capped = activityOf({}, { typeCaps: { perHour: 1, perDay: 1 } });
    expect(typeCap.select(caseOf(capped, memberOf({ interruptions: rang })), known, both)).toBe(both);
  });

  test('edge: over both it waits for the later slot', ({ expect }) => {
    const capped = activityOf({}, { typeCaps: { perHour: 1, perDay: 2 } });
    const member = memberOf({ interruptions: rangBefore(3 * HOUR, HOUR / 2) });
    expect(typeCap.select(caseOf(capped, member), known, both)).toEqual({
      outcome: 'hold',
      reason: 'type-cap',
      numbers: { used: 2, limit: 2 },
      until: NOON - 3 * HOUR + DAY,
    });
  });

  test('refusal: over the hour it is held for the hour; with a cap of nothing it is silent', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(HOUR / 2) });
    const hourly = activityOf({}, { typeCaps: { perHour: 1, perDay: 9 } });
    expect(typeCap.select(caseOf(hourly, member), known, both)).toMatchObject({ until: NOON + HOUR / 2 });
    const never = activityOf({}, { typeCaps: { perHour: 1, perDay: 0 } });
    expect(typeCap.select(caseOf(never, member), known, both)).toMatchObject({ channels: ['in-app'] });
  });

  test('its spacing lies between two of the type, and others of another type do not matter', ({ expect }) => {
    const spaced = activityOf({}, { typeCaps: { spacing: 2 * HOUR } });
    const member = memberOf({ interruptions: rangBefore(5 * HOUR, HOUR) });
    expect(typeCap.select(caseOf(spaced, member), known, both)).toEqual({
      outcome: 'hold',
      reason: 'type-cap',
      numbers: { used: 1, limit: 1 },
      until: NOON + HOUR,
    });
    expect(typeCap.select(caseOf(spaced, memberOf({ interruptions: rangBefore(2 * HOUR) })), known, both)).toBe(both);
    expect(typeCap.select(caseOf({ ...spaced, type: 'like' }, member), known, both)).toBe(both);
  });
});

describe('the spacing of a member', () => {
  const spaced = activityOf({}, { spacing: 4 * HOUR });

  test('happy: long enough ago, or silent, or transactional', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(4 * HOUR) });
    expect(spacing.select(caseOf(spaced, member), known, both)).toBe(both);
    expect(spacing.select(caseOf(activityOf(), memberOf({ interruptions: rangBefore(1) })), known, both)).toBe(both);
    const message = activityOf({}, { spacing: 4 * HOUR, class: 'transactional' });
    expect(spacing.select(caseOf(message, memberOf({ interruptions: rangBefore(1) })), known, both)).toBe(both);
  });

  test('edge: longer than a day it counts from the history, and never from itself', ({ expect }) => {
    const slow = activityOf({}, { spacing: 3 * DAY });
    const rang = { at: NOON - 2 * DAY, interruptedAt: NOON - 2 * DAY };
    const member = memberOf({ past: { history: [row('B', rang)], engagements: [] } });
    expect(spacing.select(caseOf(slow, member), known, both)).toMatchObject({ outcome: 'hold', until: NOON + DAY });
    const own = memberOf({ past: { history: [row(slow.id, rang)], engagements: [] } });
    expect(spacing.select(caseOf(slow, own), known, both)).toBe(both);
  });

  test('refusal: held until that long after the newest, of whatever type', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(3 * HOUR, HOUR) });
    expect(spacing.select(caseOf({ ...spaced, type: 'like' }, member), known, both)).toEqual({
      outcome: 'hold',
      reason: 'spacing',
      numbers: { used: 2, limit: 1 },
      until: NOON + 3 * HOUR,
    });
  });
});

describe('the cap of a channel', () => {
  /** A second channel that rings, whichever comes next. */
  const email = 'email' as string as Exclude<ChannelName, 'in-app'>;
  const two: Plan = { channels: ['in-app', 'web-push', email], numbers: {} };
  const capped = (channelCaps: NonNullable<Policy['channelCaps']>) => activityOf({}, { channelCaps });

  test('happy: below it, and for a channel without one', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(1) });
    expect(channelCap.select(caseOf(capped({ 'web-push': 2 }), member), known, both)).toBe(both);
    expect(channelCap.select(caseOf(capped({ [email]: 0 }), member), known, both)).toBe(both);
    expect(channelCap.select(caseOf(activityOf(), member), known, both)).toBe(both);
  });

  test('edge: another channel of the plan rings alone, on its own devices', ({ expect }) => {
    const member = memberOf({
      interruptions: rangBefore(1),
      devices: [LAPTOP, { ...LAPTOP, id: 'box', channel: email }],
    });
    const plan = { ...two, devices: ['laptop', 'box'] };
    expect(channelCap.select(caseOf(capped({ 'web-push': 1 }), member), known, plan)).toEqual({
      channels: ['in-app', email],
      devices: ['box'],
      numbers: {},
    });
  });

  test('refusal: with none left it waits for the first that has room; a cap of nothing is silent', ({ expect }) => {
    const member = memberOf({
      interruptions: [...rangBefore(2 * HOUR), { at: NOON - HOUR, type: 'x', channels: [email] }],
    });
    expect(
      channelCap.select(
        caseOf(capped(Object.fromEntries(['web-push', email].map((each) => [each, 1]))), member),
        known,
        two,
      ),
    ).toEqual({
      outcome: 'hold',
      reason: 'channel-cap',
      numbers: { used: 1, limit: 1 },
      until: NOON - 2 * HOUR + DAY,
    });
    expect(channelCap.select(caseOf(capped({ 'web-push': 0 }), member), known, both)).toMatchObject({
      channels: ['in-app'],
      silenced: { by: 'channel-cap', reason: 'channel-cap' },
    });
  });
});

describe('several limits at once', () => {
  test('the one whose slot comes last says until when and why, whoever stops first', ({ expect }) => {
    const activity = activityOf({}, { typeCaps: { perHour: 1 }, spacing: 5 * HOUR, memberPerDay: 9 });
    const stop = typeCap.select(caseOf(activity, memberOf({ interruptions: rangBefore(10 * MINUTE) })), known, both);
    expect(stop).toMatchObject({ outcome: 'hold', reason: 'spacing', until: NOON + 5 * HOUR - 10 * MINUTE });
  });

  test('what will never have a slot is silent at once', ({ expect }) => {
    const activity = activityOf({}, { typeCaps: { perHour: 1 }, memberPerDay: 0 });
    const member = memberOf({ interruptions: rangBefore(MINUTE) });
    expect(typeCap.select(caseOf(activity, member), known, both)).toMatchObject({
      channels: ['in-app'],
      silenced: { by: 'member-cap', reason: 'member-cap' },
    });
  });

  test('a plain candidate never reads the past', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(1, 2, 3, 4, 5), past: unread });
    for (const limit of [typeCap, channelCap, memberCap, spacing]) {
      expect(() => limit.select(caseOf(activityOf({}, { spacing: HOUR }), member), known, both)).not.toThrow();
    }
  });

  test('law: what is held is not held again when its slot opens, and would be one ms before', ({ expect }) => {
    const stages = [typeCap, channelCap, memberCap, spacing];
    const stopOf = (of: Case) => stages.map((stage) => stage.select(of, known, both)).find((each) => 'outcome' in each);
    const limit = fc.integer({ min: 1, max: 3 });
    const gap = fc.integer({ min: 1, max: DAY });
    const policy: fc.Arbitrary<Partial<Policy>> = fc.record({
      typeCaps: fc.record({ perHour: limit, perDay: limit, spacing: gap }, { requiredKeys: [] }),
      channelCaps: fc.record({ 'web-push': limit }, { requiredKeys: [] }),
      memberPerDay: limit,
      spacing: gap,
    });
    const ago = fc.array(fc.integer({ min: 0, max: DAY }), { maxLength: 6 });
    fc.assert(
      fc.property(policy, ago, (policy, ago) => {
        const of = caseOf(
          activityOf({}, policy),
          memberOf({ interruptions: rangBefore(...ago.sort((a, b) => b - a)) }),
        );
        expect(isCapped(of.candidate, both)).toBe(true);
        const stop = stopOf(of);
        if (!stop || !('until' in stop) || stop.until === undefined) return;
        expect(stopOf({ ...of, now: stop.until })).toBeUndefined();
        expect(stopOf({ ...of, now: stop.until - 1 })).toMatchObject({ outcome: 'hold', until: stop.until });
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Plan } from '../../src/decide/component.ts';
import { memberCap } from '../../src/decide/volume/member-cap.ts';
import { DAY, HOUR, rollingCap } from '../../src/decide/volume/rolling-cap.ts';
import { typeCap } from '../../src/decide/volume/type-cap.ts';
import { activityOf, caseOf, memberOf, NOON, rangBefore } from './cases.ts';

const both: Plan = { channels: ['in-app', 'web-push'], numbers: {} };
const known = { reachable: both.channels, numbers: {} };

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
    const rang = [{ at: NOON - 1, type: 'like' }];
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
});

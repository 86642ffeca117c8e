import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { ChannelName } from '../../src/contract/channel.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { escalation } from '../../src/decide/channel/escalation.ts';
import { decideAll } from '../../src/decide/decide.ts';
import { doneAtOnce, nextFollowUp } from '../../src/decide/follow-up/next-follow-up.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, decideOne, memberOf, NOON, policyOf, rangBefore } from './cases.ts';

const timelineFirst = [
  { channel: 'in-app', after: 0 },
  { channel: 'web-push', after: HOUR },
] as const;
const pushFirst = [
  { channel: 'web-push', after: 0 },
  { channel: 'in-app', after: HOUR },
] as const;
const known = { reachable: [], values: {}, numbers: {} };
const select = (escalate: Policy['escalate'], channels: readonly ChannelName[], again = {}) =>
  escalation.select(caseOf(activityOf({}, escalate ? { escalate } : {}), memberOf(), again), known, {
    channels,
    numbers: {},
  });

describe('escalation', () => {
  test('happy: the timeline first; the device is silent until its turn', ({ expect }) => {
    const member = memberOf();
    const of = { candidate: { activity: activityOf({}, { escalate: timelineFirst }) }, now: NOON };
    const [decided] = decideAll([...pipeline, escalation], member, [of]);
    expect(decided?.decision).toMatchObject({
      outcome: 'send',
      by: 'escalation',
      reason: 'escalation',
      channels: ['in-app'],
    });
  });

  test('the first step rings at once, and the timeline is never put off', ({ expect }) => {
    expect(select(pushFirst, ['in-app', 'web-push'])).toEqual({ channels: ['in-app', 'web-push'], numbers: {} });
  });

  test('edge: a first step that cannot be reached is left out, so that the next one rings', ({ expect }) => {
    expect(select(timelineFirst, ['web-push'])).toEqual({ channels: ['web-push'], numbers: {} });
  });

  test('edge: a channel that is no step stays, and one that comes again later rings now', ({ expect }) => {
    const never = [{ channel: 'in-app', after: 0 }] as const;
    expect(select(never, ['in-app', 'web-push'])).toEqual({ channels: ['in-app', 'web-push'], numbers: {} });
    const twice = [...pushFirst, { channel: 'web-push', after: DAY }] as const;
    expect(select(twice, ['web-push'])).toEqual({ channels: ['web-push'], numbers: {} });
  });

  test('refusal: without steps, with none of them reachable, or once they are under way the plan stays', ({
    expect,
  }) => {
    const again = { shown: true, seen: false } as const;
    const step = { again: { ...again, for: 'escalation', channels: ['web-push'] } } as const;
    const delivery = { again: { ...again, for: 'delivery' } } as const;
    expect(select(undefined, ['web-push'])).toEqual({ channels: ['web-push'], numbers: {} });
    expect(select([{ channel: 'in-app', after: 0 }], ['web-push'])).toEqual({ channels: ['web-push'], numbers: {} });
    expect(select(timelineFirst, ['web-push'], step)).toEqual({ channels: ['web-push'], numbers: {} });
    expect(select(timelineFirst, ['in-app', 'web-push'], delivery)).toMatchObject({ channels: ['in-app', 'web-push'] });
  });
});

describe('the next follow-up', () => {
  const all = (policy: Policy) => {
    const found = [];
    for (let done = 0; ; done++) {
      const next = nextFollowUp(policy, NOON, done);
      if (!next) return found;
      found.push(next);
    }
  };

  test('happy: the later steps, then the reminders, counted from the last step', ({ expect }) => {
    const policy = policyOf({ escalate: timelineFirst, remind: { after: DAY, times: 2 } });
    expect(all(policy)).toEqual([
      { at: NOON + HOUR, for: 'escalation', channels: ['web-push'] },
      { at: NOON + HOUR + DAY, for: 'reminder', channels: ['web-push'] },
      { at: NOON + HOUR + 2 * DAY, for: 'reminder', channels: ['web-push'] },
    ]);
  });

  test('edge: steps in any order; those of one moment are one', ({ expect }) => {
    const escalate = [
      { channel: 'web-push', after: DAY },
      { channel: 'web-push', after: HOUR },
      { channel: 'web-push', after: DAY },
    ] as const;
    expect(all(policyOf({ escalate })).map(({ at, channels }) => [at - NOON, channels])).toEqual([
      [HOUR, ['web-push']],
      [DAY, ['web-push']],
    ]);
  });

  test('edge: what went straight to a later step has done it', ({ expect }) => {
    const policy = policyOf({ escalate: timelineFirst });
    expect(doneAtOnce(policy, ['in-app'])).toBe(0);
    expect(doneAtOnce(policy, ['in-app', 'web-push'])).toBe(0);
    expect(doneAtOnce(policy, ['web-push'])).toBe(1);
    expect(nextFollowUp(policy, NOON, doneAtOnce(policy, ['web-push']))).toBeUndefined();
  });

  test('refusal: none for what asks for none, or would ring nothing', ({ expect }) => {
    expect(all(policyOf())).toEqual([]);
    expect(all(policyOf({ escalate: pushFirst }))).toEqual([]);
    expect(all(policyOf({ remind: { after: HOUR, times: 3, channel: 'in-app' } }))).toEqual([]);
    expect(all(policyOf({ channels: ['in-app'], remind: { after: HOUR, times: 3 } }))).toEqual([]);
    expect(doneAtOnce(policyOf(), ['web-push'])).toBe(0);
  });

  test('law: they are in order of time, after it went out, and all of them ring', ({ expect }) => {
    const step = fc.record({
      channel: fc.constantFrom<ChannelName>('in-app', 'web-push'),
      after: fc.integer({ min: 0, max: DAY }),
    });
    const remind = fc.record({ after: fc.integer({ min: 1, max: DAY }), times: fc.integer({ min: 1, max: 5 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), remind, (escalate, remind) => {
        const found = all(policyOf({ escalate, remind }));
        expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort((one, other) => one - other));
        expect(found.every(({ at, channels }) => at > NOON && channels.includes('web-push'))).toBe(true);
        expect(found.filter((each) => each.for === 'reminder')).toHaveLength(remind.times);
      }),
    );
  });
});

describe.for(['reminder', 'escalation'] as const)('a %s', (kind) => {
  const again = { for: kind, shown: true, seen: false, channels: ['web-push'] } as const;

  test('happy: rings on its channels, and says why', ({ expect }) => {
    expect(decideOne(activityOf(), memberOf(), { again })).toMatchObject({
      outcome: 'send',
      by: 'delivery',
      reason: kind,
      channels: ['web-push'],
    });
  });

  test('edge: everything else is asked anew', ({ expect }) => {
    const member = memberOf({ interruptions: rangBefore(1, 2, 3, 4, 5) });
    expect(decideOne(activityOf(), member, { again })).toMatchObject({ outcome: 'hold', reason: 'member-cap' });
  });

  test.for([
    ['already-seen', activityOf(), memberOf(), { seen: true }],
    ['expired', activityOf({ expiresAt: NOON }), memberOf(), {}],
    ['muted-actor', activityOf(), memberOf({ preferences: { muted: [{ actor: 'ada' }] } }), {}],
  ] as const)('refusal: %s, so nothing rings', ([reason, activity, member, change], { expect }) => {
    expect(decideOne(activity, member, { again: { ...again, ...change } })).toMatchObject({
      reason,
      channels: ['in-app'],
    });
  });
});

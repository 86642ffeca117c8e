import fc from 'fast-check';
import { describe, test } from 'vitest';
import { Reason } from '../../src/contract/decision.ts';
import { toMillis } from '../../src/contract/identifier.ts';
import { countsAsInterruption, type Decided, decideAll } from '../../src/decide/decide.ts';
import { interrupts } from '../../src/decide/interrupts.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { quietUntil } from '../../src/decide/timing/quiet-window.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { inWords } from '../../src/decide/words.ts';
import { type World, world } from './worlds.ts';

const names = new Set([...pipeline.map(({ name }) => name), 'delivery']);
const CAPS = ['type-cap', 'channel-cap', 'member-cap', 'spacing'];
/** Reasons that are not the pipeline's: the portfolio's, and what the member's object writes when an item is withdrawn. */
const ELSEWHERE = ['portfolio', 'recalled'];

/** Holds a law against every candidate of a thousand worlds. */
function everywhere(law: (each: Decided, world: World, index: number) => void): void {
  fc.assert(
    fc.property(world, (given) => {
      decideAll(pipeline, given.member, given.cases).forEach((each, index) => {
        law(each, given, index);
      });
    }),
    { numRuns: 1_000 },
  );
}

const rings = ({ decision }: Decided) => decision.outcome === 'send' && interrupts(decision.channels);

test('the worlds are wide enough: every reason occurs, and enough rings to tell', ({ expect }) => {
  const reasons = fc
    .sample(world, { numRuns: 3_000, seed: 1 })
    .flatMap(({ member, cases }) => decideAll(pipeline, member, cases))
    .map(({ decision }) => decision.reason);
  expect(new Set(reasons)).toEqual(new Set(Reason.options.filter((reason) => !ELSEWHERE.includes(reason))));
  expect(reasons.filter((reason) => reason === 'interrupt').length).toBeGreaterThan(200);
});

describe('laws of every decision', () => {
  test('each candidate has exactly one, in the order offered', ({ expect }) => {
    fc.assert(
      fc.property(world, ({ member, cases }) => {
        const decided = decideAll(pipeline, member, cases);
        expect(decided.map(({ of }) => of.candidate)).toEqual(cases.map(({ candidate }) => candidate));
      }),
    );
  });

  test('the same input gives the same output, and is not changed', ({ expect }) => {
    fc.assert(
      fc.property(world, ({ member, cases }) => {
        const before = structuredClone({ member, cases });
        const decide = () => decideAll(pipeline, member, cases).map(({ decision }) => decision);
        expect(decide()).toEqual(decide());
        expect({ member, cases }).toEqual(before);
      }),
    );
  });

  test('names a component of the pipeline, and can be said in words', ({ expect }) => {
    everywhere(({ decision }) => {
      expect(names).toContain(decision.by);
      expect(inWords(decision)).toMatch(/\.$/);
      expect(inWords(decision)).not.toMatch(/undefined|NaN|Infinity/);
    });
  });

  test('rings nobody in their quiet hours, nor while they have muted everything', ({ expect }) => {
    everywhere((each, { now, member }) => {
      const { quiet, muteUntil } = member.preferences;
      if (!rings(each)) return;
      if (quiet) expect(quietUntil(now, quiet, member.timezone)).toBeUndefined();
      if (muteUntil) expect(toMillis(muteUntil)).toBeLessThanOrEqual(now);
    });
  });

  test('rings nobody for what they muted or did themselves, nor on a channel they turned off or do not have', ({
    expect,
  }) => {
    everywhere((each, { now, member }) => {
      if (!rings(each)) return;
      const { actor, item, thread, type, policy } = each.of.candidate.activity;
      const { preferences } = member;
      expect(actor).not.toBe(member.id);
      expect(member.devices.map((device) => device.channel)).toContain('web-push');
      for (const muted of preferences.muted) {
        if (muted.until !== undefined && toMillis(muted.until) <= now) continue;
        if ('actor' in muted) expect(muted.actor).not.toBe(actor);
        if ('item' in muted) expect(muted.item).not.toBe(item);
        if ('thread' in muted) expect(muted.thread).not.toBe(thread);
        if (policy.mandatory) continue;
        if ('type' in muted) expect(muted.type).not.toBe(type);
        if ('category' in muted) expect(muted.category).not.toBe(policy.category);
      }
      if (policy.mandatory) return;
      expect(preferences.channels['web-push']).not.toBe('off');
      expect(Object.hasOwn(preferences.types, type) && preferences.types[type]?.['web-push']).not.toBe('off');
    });
  });

  test('shows nobody in the timeline what they turned off there', ({ expect }) => {
    everywhere(({ of, decision }, { member }) => {
      const { type, policy } = of.candidate.activity;
      if (of.again || policy.mandatory || !decision.channels.includes('in-app')) return;
      expect(member.preferences.channels['in-app']).not.toBe('off');
      expect(Object.hasOwn(member.preferences.types, type) && member.preferences.types[type]?.['in-app']).not.toBe(
        'off',
      );
    });
  });

  test('rings nobody over a cap, whatever the same offer brought before', ({ expect }) => {
    fc.assert(
      fc.property(world, ({ member, cases, now }) => {
        const rang = [...member.interruptions];
        for (const { of, decision } of decideAll(pipeline, member, cases)) {
          if (!countsAsInterruption(of, decision)) continue;
          const { type, policy } = of.candidate.activity;
          const used = (window: number, ofType?: string) =>
            rang.filter((each) => each.at > now - window && (ofType === undefined || each.type === ofType)).length;
          expect(used(DAY)).toBeLessThan(policy.memberPerDay);
          expect(used(DAY, type)).toBeLessThan(policy.typeCaps.perDay ?? Number.POSITIVE_INFINITY);
          expect(used(HOUR, type)).toBeLessThan(policy.typeCaps.perHour ?? Number.POSITIVE_INFINITY);
          if (policy.typeCaps.spacing) expect(used(policy.typeCaps.spacing, type)).toBe(0);
          if (policy.spacing) expect(used(policy.spacing)).toBe(0);
          expect(used(DAY)).toBeLessThan(policy.channelCaps?.['web-push'] ?? Number.POSITIVE_INFINITY);
          rang.push({ at: now, type, channels: decision.channels });
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('over a cap is a hold until later, or silent when the cap is nothing: a drop only without a timeline', ({
    expect,
  }) => {
    everywhere(({ of, decision }, { now }) => {
      if (!CAPS.includes(decision.by)) return;
      const { limit = 0 } = decision.numbers;
      if (limit > 0) {
        expect(decision.outcome).toBe('hold');
        expect(decision.until).toBeGreaterThan(now);
      } else if (decision.outcome === 'drop') {
        expect(decision.channels).toEqual([]);
        expect(of.again?.shown ?? false).toBe(false);
      } else {
        expect(decision).toMatchObject({ outcome: 'send', channels: ['in-app'] });
      }
    });
  });

  test('what merges joins a notification that is shown, and rings nothing', ({ expect }) => {
    everywhere(({ of, decision }) => {
      if (decision.outcome !== 'merge') return expect(decision.into).toBeUndefined();
      expect(decision.channels).toEqual([]);
      expect(decision.into).not.toBe(of.candidate.activity.id);
      expect(of.member.past.history.map(({ id }) => id)).toContain(decision.into);
    });
  });

  test('chooses only devices that the member has', ({ expect }) => {
    everywhere(({ decision }, { member }) => {
      const ids = member.devices.map(({ id }) => id);
      for (const device of decision.devices ?? []) expect(ids).toContain(device);
      if (decision.devices) expect(decision.devices.length).toBeGreaterThan(0);
    });
  });

  test('only content waits for a digest, a better time or its relevance', ({ expect }) => {
    everywhere(({ of, decision }) => {
      if (of.candidate.activity.policy.class === 'content') return;
      expect(['digest', 'best-time', 'moment', 'below-floor', 'below-push-bar', 'fatigue', 'flood']).not.toContain(
        decision.reason,
      );
    });
  });

  test('transactional is never held by a cap', ({ expect }) => {
    everywhere(({ of, decision }) => {
      if (of.candidate.activity.policy.class === 'transactional') expect(CAPS).not.toContain(decision.by);
    });
  });

  test('only a hold has a moment, and it lies ahead', ({ expect }) => {
    everywhere(({ decision }, { now }) => {
      if (decision.outcome === 'hold') expect(decision.until).toBeGreaterThan(now);
      else expect(decision.until).toBeUndefined();
    });
  });

  test('a drop has no channel, and dark lets nothing new out', ({ expect }) => {
    everywhere(({ of, decision }) => {
      if (decision.outcome === 'drop') expect(decision.channels).toEqual([]);
      if (of.candidate.activity.policy.dark && !of.again?.shown) expect(decision.outcome).toBe('drop');
    });
  });

  test('what has been shown is never dropped', ({ expect }) => {
    everywhere(({ of, decision }) => {
      if (of.again?.shown) expect(decision.outcome).not.toBe('drop');
    });
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import type { Case, Component } from '../../src/decide/component.ts';
import { countsAsInterruption, type Decided } from '../../src/decide/decide.ts';
import type { Interruption } from '../../src/decide/member-state.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { diversityBeside } from '../../src/decide/selection/diversity.ts';
import { compete } from '../../src/decide/selection/portfolio.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, memberOf, NOON, rangBefore } from './cases.ts';
import { row } from './past.ts';

type Held = Omit<Case, 'member'>;
interface Change extends Partial<Policy> {
  readonly type?: string;
  readonly actor?: string;
  readonly item?: string;
  readonly expiresAt?: number;
  readonly seen?: boolean;
}

/** A held candidate, like no other but for what is said. */
function held(id: string, worth: number | undefined, change: Change = {}): Held {
  const {
    type = `type-${id}`,
    actor = `actor-${id}`,
    item = `item-${id}`,
    expiresAt,
    seen = false,
    ...policy
  } = change;
  const numbers = worth === undefined ? {} : { numbers: { pOpen: 0.5, utility: worth } };
  return {
    candidate: { activity: activityOf({ id, type, actor, item, ...(expiresAt ? { expiresAt } : {}) }, policy) },
    now: NOON,
    again: { for: 'slot', shown: true, seen, ...numbers },
  };
}

const one: Partial<Policy> = { memberPerDay: 1 };
const idOf = ({ of }: Decided) => of.candidate.activity.id;
const rings = ({ of, decision }: Decided) => countsAsInterruption(of, decision);
const rang = (decided: readonly Decided[]) => decided.filter(rings).map(idOf);
const competeOne = (cases: readonly Held[], member = memberOf()) => rang(compete(pipeline, member, cases));

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

describe('more of the same', () => {
  test('happy: something else rings instead of what is only a little better', ({ expect }) => {
    const two = { memberPerDay: 2 };
    const same = { ...two, item: 'post' };
    expect(competeOne([held('A', 0.4, same), held('B', 0.3, same), held('C', 0.2, two)])).toEqual(['A', 'C']);
    expect(competeOne([held('A', 0.4, same), held('B', 0.3, same), held('C', 0.1, two)])).toEqual(['A', 'B']);
  });

  test('edge: what rang in the last 24 hours counts, what rang before does not', ({ expect }) => {
    const ringsAfter = (ago: number) => {
      const history = [row('Z', { actor: 'ada', interruptedAt: NOON - ago })];
      return competeOne(
        [held('A', 0.4, { ...one, actor: 'ada' }), held('B', 0.3, one)],
        memberOf({ past: { history, engagements: [] } }),
      );
    };
    expect(ringsAfter(DAY - 1)).toEqual(['B']);
    expect(ringsAfter(DAY)).toEqual(['A']);
  });

  test('refusal: what is worth less than nothing does not gain by it', ({ expect }) => {
    const two = { memberPerDay: 2 };
    const same = { ...two, item: 'post' };
    expect(competeOne([held('A', 0.4, same), held('B', -0.2, same), held('C', -0.3, two)])).toEqual(['A', 'C']);
  });

  test('law: a factor up to 1, and never more for more that rang', ({ expect }) => {
    const name = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
    const thing = fc.record({ type: fc.constantFrom('s', 't'), actor: name, item: name });
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 30 }), thing, thing, (rung, more, { type, actor, item }) => {
        const activity = { ...activityOf({ type }), actor: actor ?? 'nobody', item: item ?? 'nothing' };
        const before = diversityBeside(rung)(activity);
        const after = diversityBeside([...rung, more])(activity);
        expect(before).toBeLessThanOrEqual(1);
        expect(after).toBeLessThanOrEqual(before);
        expect(after).toBeGreaterThanOrEqual(0.1);
      }),
    );
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

/** Held candidates of any worth, alike or not, under one tenant's limits. */
const limit = fc.integer({ min: 0, max: 4 });
const arena = fc
  .record({
    limits: fc.record(
      {
        memberPerDay: limit,
        spacing: fc.integer({ min: 0, max: 6 * HOUR }),
        channelCaps: fc.record({ 'web-push': limit }),
      },
      { requiredKeys: ['memberPerDay'] },
    ),
    typeCaps: fc.record({ perHour: limit, perDay: limit }, { requiredKeys: [] }),
    rang: fc.array(fc.integer({ min: 1, max: DAY }), { maxLength: 4 }),
    held: fc.array(
      fc.record({
        worth: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: undefined, freq: 5 }),
        type: fc.constantFrom('post.published', 'like'),
        actor: fc.constantFrom('ada', 'bo', 'cleo'),
        item: fc.constantFrom('post-1', 'post-2', 'post-3'),
        expiresIn: fc.option(fc.integer({ min: -HOUR, max: 2 * DAY }), { nil: undefined }),
        seen: fc.integer({ min: 0, max: 5 }).map((each) => each === 0),
        class: fc.constantFrom('content', 'content', 'content', 'transactional') satisfies fc.Arbitrary<
          Policy['class']
        >,
      }),
      { maxLength: 12 },
    ),
    shuffle: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  })
  .map(({ limits, typeCaps, rang, held: all, shuffle }) => ({
    member: memberOf({ interruptions: rangBefore(...rang.sort((one, other) => other - one)) }),
    shuffle,
    cases: all.map(({ worth, expiresIn, ...change }, index) =>
      held(`N${String(index).padStart(2, '0')}`, worth, {
        ...limits,
        typeCaps,
        ...change,
        ...(expiresIn === undefined ? {} : { expiresAt: NOON + expiresIn }),
      }),
    ),
  }));

describe('laws of the portfolio', () => {
  test('the arenas are wide enough: some ring, some lose, some are held for their own reason', ({ expect }) => {
    const reasons = fc
      .sample(arena, { numRuns: 500, seed: 1 })
      .flatMap(({ member, cases }) => compete(pipeline, member, cases))
      .map(({ decision }) => decision.reason);
    for (const reason of [
      'interrupt',
      'portfolio',
      'member-cap',
      'type-cap',
      'channel-cap',
      'spacing',
      'expired',
    ] as const) {
      expect(reasons.filter((each) => each === reason).length, reason).toBeGreaterThan(20);
    }
  });

  test('exactly one decision each, in the order of the cases; a hold has a moment ahead', ({ expect }) => {
    fc.assert(
      fc.property(arena, ({ member, cases }) => {
        const decided = compete(pipeline, member, cases);
        expect(decided.map(({ of }) => of.candidate)).toEqual(cases.map(({ candidate }) => candidate));
        for (const { decision } of decided) {
          expect(decision.outcome === 'hold').toBe(decision.until !== undefined);
          if (decision.until !== undefined) expect(decision.until).toBeGreaterThan(NOON);
        }
      }),
    );
  });

  test('never more ring than every cap allows, in whatever order they do', ({ expect }) => {
    fc.assert(
      fc.property(arena, ({ member, cases }) => {
        const rung = compete(pipeline, member, cases).filter(rings);
        const all = [
          ...member.interruptions,
          ...rung.map(({ of }) => ({ at: NOON, type: of.candidate.activity.type })),
        ];
        const within = (window: number, type?: string) =>
          all.filter((each) => each.at > NOON - window && (type === undefined || each.type === type)).length;
        for (const { of } of rung) {
          const { type, policy } = of.candidate.activity;
          expect(within(DAY)).toBeLessThanOrEqual(policy.memberPerDay);
          expect(within(DAY)).toBeLessThanOrEqual(policy.channelCaps?.['web-push'] ?? Number.POSITIVE_INFINITY);
          expect(within(DAY, type)).toBeLessThanOrEqual(policy.typeCaps.perDay ?? Number.POSITIVE_INFINITY);
          expect(within(HOUR, type)).toBeLessThanOrEqual(policy.typeCaps.perHour ?? Number.POSITIVE_INFINITY);
          if (policy.spacing) expect(within(policy.spacing)).toBe(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the order of the cases does not matter, and the same ones always win', ({ expect }) => {
    fc.assert(
      fc.property(arena, ({ member, cases, shuffle }) => {
        const shuffled = cases
          .map((each, index) => ({ each, key: shuffle[index] ?? 0 }))
          .sort((one, other) => one.key - other.key)
          .map(({ each }) => each);
        const byId = (list: readonly Held[]) =>
          compete(pipeline, member, list)
            .map((each) => ({ id: idOf(each), decision: each.decision }))
            .sort((one, other) => (one.id < other.id ? -1 : 1));
        expect(byId(shuffled)).toEqual(byId(cases));
        expect(byId(cases)).toEqual(byId(cases));
      }),
    );
  });

  test('a slot that is free is used: nobody is passed over unless another rang', ({ expect }) => {
    fc.assert(
      fc.property(arena, ({ member, cases }) => {
        const decided = compete(pipeline, member, cases);
        const lost = decided.filter(({ decision }) => decision.reason === 'portfolio');
        if (lost.length > 0) expect(rang(decided).length).toBeGreaterThan(0);
        // Alone each of them would have rung.
        for (const { of } of lost) expect(competeOne([of], member)).toEqual([of.candidate.activity.id]);
      }),
    );
  });

  test('no starvation: what is worth as much as any other rings, unless it is more of what rang', ({ expect }) => {
    const worths = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(worths, fc.integer({ min: 1, max: 4 }), (worths, memberPerDay) => {
        const cases = worths.map((worth, index) => held(`N${String(index).padStart(2, '0')}`, worth, { memberPerDay }));
        const winners = compete(pipeline, memberOf(), cases).filter(rings);
        const best = Math.max(...worths);
        expect(winners.map(({ of }) => of.again?.numbers?.utility)).toContain(best);
        expect(winners.length).toBe(Math.min(memberPerDay, worths.length));
      }),
    );
  });

  test('no starvation: ten times the worth of any other rings, whatever has rung and whatever expires', ({
    expect,
  }) => {
    const alike = fc.array(fc.record({ worth: fc.double({ min: 0, max: 0.06, noNaN: true }), soon: fc.boolean() }));
    fc.assert(
      fc.property(alike, fc.nat(30), (others, rungBefore) => {
        const history = Array.from({ length: rungBefore }, (_, index) =>
          row(`Z${index}`, { interruptedAt: NOON - HOUR }),
        );
        const mine = { type: 'post.published', actor: 'ada', item: 'post-1' };
        const cases = [
          held('Y', 1, { ...one, ...mine }),
          ...others.map(({ worth, soon }, index) =>
            held(`N${index}`, worth, { ...one, ...(soon ? { expiresAt: NOON + HOUR } : {}) }),
          ),
        ];
        expect(competeOne(cases, memberOf({ past: { history, engagements: [] } }))).toEqual(['Y']);
      }),
    );
  });

  test('a thousand candidates are decided with two walks each at the most', ({ expect }) => {
    let walks = 0;
    const counting: Component = {
      kind: 'gate',
      name: 'counting',
      stop: () => {
        walks++;
        return undefined;
      },
    };
    const cases = Array.from({ length: 1_000 }, (_, index) =>
      held(`N${index}`, (index * 37) % 101, { memberPerDay: 5, expiresAt: NOON + HOUR + index }),
    );
    expect(rang(compete([counting, ...pipeline], memberOf(), cases)).length).toBe(5);
    expect(walks).toBeLessThanOrEqual(2_000);
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import type { Component } from '../../src/decide/component.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { compete } from '../../src/decide/selection/portfolio.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { memberOf, NOON, rangBefore } from './cases.ts';
import { row } from './past.ts';
import { competeOne, type Held, held, idOf, one, rang, rings } from './portfolio-cases.ts';

const limit = fc.integer({ min: 0, max: 4 });

/** Held candidates of any worth, alike or not, under one tenant's limits. */
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

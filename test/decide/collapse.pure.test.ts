import fc from 'fast-check';
import { describe, test } from 'vitest';
import { collapse } from '../../src/decide/aggregation/collapse.ts';
import { actorsOf, groupMembers } from '../../src/decide/aggregation/group.ts';
import type { Case, Component } from '../../src/decide/component.ts';
import { decideAll } from '../../src/decide/decide.ts';
import type { MemberState, Past, PastNotification } from '../../src/decide/member-state.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, memberOf, NOON } from './cases.ts';
import { pastOf } from './past.ts';

const channels = ['in-app', 'web-push'] as const;
const known = { reachable: channels, values: {}, numbers: {} };
const plan = { channels, numbers: {} };
const like = (change = {}) =>
  activityOf({ id: 'Z', actor: 'cleo', group: 'post-1', ...change }, { collapse: { window: HOUR } });
const withHistory = (...history: PastNotification[]) => memberOf({ past: { history, engagements: [] } });
const select = (activity = like(), member: MemberState = memberOf(), change: Partial<Case> = {}) =>
  collapse.select(caseOf(activity, member, change), known, plan);

describe('collapse', () => {
  test('happy: it merges into the story that was not seen yet, and rings nothing', ({ expect }) => {
    expect(select(like(), withHistory(pastOf()))).toEqual({
      outcome: 'merge',
      reason: 'collapsed',
      into: 'A',
      numbers: { count: 2 },
    });
  });

  test.for([
    ['of another group', { group: 'post-2' }],
    ['of no group', { group: null }],
    ['of another type', { type: 'constructor' }],
    ['seen', { seen: true }],
    ['itself a part of a group', { into: 'B' }],
    ['merged', { outcome: 'merge' as const }],
    ['neither shown nor ringing', { shown: false, channels: [] }],
    ['as old as the window', { at: NOON - HOUR }],
    ['the same event', { id: 'Z' }],
  ] as const)('refusal: nothing merges into one that is %s', ([, change], { expect }) => {
    expect(select(like(), withHistory(pastOf(change)))).toBe(plan);
  });

  test.for([
    ['held, in the timeline', { outcome: 'hold' as const, channels: ['in-app'] as const }],
    ['on a device only', { shown: false, channels: ['web-push'] as const }],
    ['one ms younger than the window', { at: NOON - HOUR + 1 }],
  ] as const)('edge: it merges into one that is %s', ([, change], { expect }) => {
    expect(select(like(), withHistory(pastOf(change)))).toMatchObject({ into: 'A' });
  });

  test('edge: of several open ones the newest takes it', ({ expect }) => {
    const history = [pastOf(), pastOf({ id: 'B' }), pastOf({ id: 'C', seen: true })];
    expect(select(like(), withHistory(...history))).toMatchObject({ into: 'B' });
  });

  test('edge: an actor counts once, and what nobody did counts each time', ({ expect }) => {
    const joined = [
      pastOf({ id: 'B', into: 'A', actor: 'cleo', outcome: 'merge' }),
      pastOf({ id: 'C', into: 'A', actor: null, outcome: 'merge' }),
      pastOf({ id: 'D', into: 'A', actor: null, outcome: 'merge' }),
      pastOf({ id: 'E', into: 'X', actor: 'dan', outcome: 'merge' }),
    ];
    expect(select(like(), withHistory(pastOf(), ...joined))).toMatchObject({ numbers: { count: 4 } });
  });

  test('edge: what joined it as the carrier of a digest is not part of its story', ({ expect }) => {
    const other = pastOf({ id: 'B', into: 'A', actor: 'dan', group: 'post-2', outcome: 'merge' });
    expect(select(like(), withHistory(pastOf(), other))).toMatchObject({ numbers: { count: 2 } });
  });

  test('refusal: not without a group or a window, not when decided again; the history is not even read', ({
    expect,
  }) => {
    const past: Past = {
      get history(): never {
        throw new Error('read');
      },
      engagements: [],
    };
    const member = memberOf({ past });
    expect(select(activityOf({}, { collapse: { window: HOUR } }), member)).toBe(plan);
    expect(select(activityOf({ group: 'post-1' }), member)).toBe(plan);
    expect(select(like(), member, { again: { for: 'slot', shown: true, seen: false } })).toBe(plan);
  });

  test('applies to both classes, and before caps: what merges is never held', ({ expect }) => {
    const components: Component[] = [collapse, ...pipeline.filter(({ kind }) => kind === 'selector')];
    const of = (id: string, actor: string, c: 'content' | 'transactional') => ({
      candidate: {
        activity: activityOf({ id, actor, group: 'g' }, { class: c, collapse: { window: HOUR }, memberPerDay: 0 }),
      },
      now: NOON,
    });
    for (const c of ['content', 'transactional'] as const) {
      const member = withHistory(pastOf({ group: 'g' }));
      const [first, second] = decideAll(components, member, [of('X', 'cleo', c), of('Y', 'dan', c)]);
      expect(first?.decision).toMatchObject({
        outcome: 'merge',
        by: 'collapse',
        into: 'A',
        channels: [],
        numbers: { count: 2 },
      });
      expect(second?.decision).toMatchObject({ outcome: 'merge', into: 'A', numbers: { count: 3 } });
    }
  });
});

describe('a group', () => {
  test('has its lead and what joined it, newest first; distinct actors in that order', ({ expect }) => {
    const history = [pastOf(), ...['dan', 'eve', 'dan'].map((actor, at) => pastOf({ id: `B${at}`, into: 'A', actor }))];
    const members = groupMembers(history, 'A');
    expect(members.map(({ id }) => id)).toEqual(['B2', 'B1', 'B0', 'A']);
    expect(actorsOf(members)).toEqual({ names: ['dan', 'eve', 'ada'], count: 3 });
  });

  test('edge: without its lead, which was pruned, the others are still there', ({ expect }) => {
    expect(groupMembers([pastOf({ id: 'B', into: 'A' })], 'A')).toHaveLength(1);
  });

  test('refusal: an id that is nowhere has no members', ({ expect }) => {
    expect(groupMembers([pastOf()], 'toString')).toEqual([]);
    expect(actorsOf([])).toEqual({ names: [], count: 0 });
  });
});

test('law: any stream of one story has one lead in a window; all others join it, and the count is exact', ({
  expect,
}) => {
  const event = fc.record({
    actor: fc.option(fc.constantFrom('ada', 'cleo', 'dan', 'eve'), { nil: undefined }),
    group: fc.constantFrom('post-1', 'post-2'),
    type: fc.constantFrom('post.published', 'constructor'),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const cases = events.map(({ actor, group, type }, index) => {
        const { actor: _, ...bare } = like({ id: `E${index}`, group, type });
        return { candidate: { activity: { ...bare, ...(actor === undefined ? {} : { actor }) } }, now: NOON };
      });
      const decided = decideAll([collapse], memberOf(), cases);
      const stories = Map.groupBy(decided, ({ of }) => `${of.candidate.activity.type} ${of.candidate.activity.group}`);
      for (const [lead, ...others] of stories.values()) {
        expect(lead?.decision.outcome).toBe('send');
        const named = new Set<string>();
        let nameless = 0;
        for (const { of, decision } of [lead, ...others].flatMap((each) => each ?? [])) {
          const { actor } = of.candidate.activity;
          if (actor === undefined) nameless++;
          else named.add(actor);
          if (decision === lead?.decision) continue;
          expect(decision).toMatchObject({ outcome: 'merge', into: lead?.of.candidate.activity.id });
          expect(decision.numbers.count).toBe(named.size + nameless);
        }
      }
    }),
  );
});

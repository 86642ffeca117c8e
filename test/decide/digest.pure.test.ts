import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { DigestPolicy } from '../../src/contract/policy.ts';
import { digest } from '../../src/decide/aggregation/digest.ts';
import { type DigestRule, ruleOf } from '../../src/decide/aggregation/digest-rule.ts';
import { digestDue } from '../../src/decide/aggregation/digest-window.ts';
import { type DigestItem, flushDigest } from '../../src/decide/aggregation/flush-digest.ts';
import { decideAll } from '../../src/decide/decide.ts';
import { interrupts } from '../../src/decide/interrupts.ts';
import type { PastNotification } from '../../src/decide/member-state.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, caseOf, MINUTE, memberOf, NOON, rangBefore } from './cases.ts';
import { waitingOf } from './past.ts';

const both = { channels: ['in-app', 'web-push'], numbers: {} } as const;
const known = { reachable: both.channels, values: {}, numbers: {} };
const posts: DigestPolicy = { key: 'posts', window: { fixed: HOUR }, minimum: 1, title: '', url: '' };
const asking = { types: { 'post.published': { 'web-push': 'digest' as const } } };
const past = (...history: PastNotification[]) => ({ past: { history, engagements: [] } });
/** What becomes of a candidate whose type has this digest, when these wait already. */
const select = (change: Partial<DigestPolicy> = {}, member = memberOf(), activity = activityOf({ id: 'Z' })) =>
  digest.select(
    caseOf({ ...activity, policy: { ...activity.policy, digest: { ...posts, ...change } } }, member),
    known,
    both,
  );

describe('digest', () => {
  test('happy: content waits for the digest of its type', ({ expect }) => {
    expect(select()).toEqual({
      outcome: 'hold',
      reason: 'digest',
      digest: 'posts',
      until: NOON + HOUR,
      numbers: { count: 1 },
    });
  });

  test('is shown in the timeline at once, and the next of the same offer joins it', ({ expect }) => {
    const of = (id: string) => ({ candidate: { activity: activityOf({ id }, { digest: posts }) }, now: NOON });
    const [, second] = decideAll([digest], memberOf(), [of('A'), of('B')]);
    expect(second?.decision).toMatchObject({
      by: 'digest',
      channels: ['in-app'],
      until: NOON + HOUR,
      numbers: { count: 2 },
    });
  });

  test('a fixed window counts from its first item, a sliding one from its last, up to its most', ({ expect }) => {
    const waiting = past(waitingOf({ at: NOON - 50 * MINUTE }), waitingOf({ id: 'B', at: NOON - MINUTE }));
    expect(select({}, memberOf(waiting))).toMatchObject({ until: NOON + 10 * MINUTE, numbers: { count: 3 } });
    const sliding = { sliding: 5 * MINUTE, most: HOUR };
    expect(select({ window: sliding }, memberOf(waiting))).toMatchObject({ until: NOON + 5 * MINUTE });
    expect(select({ window: { ...sliding, sliding: 30 * MINUTE } }, memberOf(waiting))).toMatchObject({
      until: NOON + 10 * MINUTE,
    });
  });

  test('a schedule is of the local time of the member', ({ expect }) => {
    const window = { schedule: 'daily', at: '18:00' } as const;
    expect(select({ window })).toMatchObject({ until: NOON + 6 * HOUR });
    expect(select({ window }, memberOf({ timezone: 'America/New_York' }))).toMatchObject({ until: NOON + 11 * HOUR });
  });

  test('edge: with so many items it is due now; what was seen or is of another digest is none', ({ expect }) => {
    const one = waitingOf();
    expect(select({ flushAt: 3 }, memberOf(past(one)))).toMatchObject({ until: NOON + HOUR - MINUTE });
    expect(select({ flushAt: 3 }, memberOf(past(one, waitingOf({ id: 'B' }))))).toMatchObject({ until: NOON });
    for (const change of [{ seen: true }, { digest: 'other' }, { outcome: 'merge' as const }]) {
      const member = memberOf(past(one, waitingOf({ id: 'B', ...change })));
      expect(select({ flushAt: 3 }, member)).toMatchObject({ numbers: { count: 2 }, until: NOON + HOUR - MINUTE });
    }
  });

  test('edge: after a window whose items were carried over, it waits as long as they do', ({ expect }) => {
    const carried = past(waitingOf({ at: NOON - DAY, dueAt: NOON + 7 * MINUTE }));
    expect(select({}, memberOf(carried))).toMatchObject({ until: NOON + 7 * MINUTE });
    const overdue = past(waitingOf({ at: NOON - DAY, dueAt: NOON - 1 }));
    expect(select({}, memberOf(overdue))).toMatchObject({ until: NOON });
  });

  test("a member's own digest has all that they asked for, when they said", ({ expect }) => {
    const preferences = { ...asking, digest: { schedule: 'weekly', day: 'sun' } } as const;
    const activity = activityOf({ id: 'Z' });
    const own = digest.select(caseOf(activity, memberOf({ preferences })), known, both);
    expect(own).toMatchObject({ outcome: 'hold', digest: 'schedule:weekly', until: NOON + 20 * HOUR });
    expect(select({ flushAt: 2 }, memberOf({ preferences, ...past(waitingOf()) }))).toEqual(own);
  });

  test('edge: when they did not say, the tenant does, else it is every morning', ({ expect }) => {
    const of = (defaults: object) => caseOf(activityOf({}, defaults), memberOf({ preferences: asking }));
    expect(digest.select(of({}), known, both)).toMatchObject({ digest: 'schedule:daily', until: NOON + 20 * HOUR });
    const hourly = { defaults: { digest: { schedule: 'hourly' } } };
    expect(digest.select(of(hourly), known, both)).toMatchObject({ digest: 'schedule:hourly', until: NOON + HOUR });
  });

  test.for([
    ['transactional', activityOf({}, { class: 'transactional', digest: posts }), {}],
    ['a digest on request that nobody asked for', activityOf({}, { digest: { ...posts, onRequest: true } }), {}],
    ['decided again', activityOf({}, { digest: posts }), { again: { for: 'slot', shown: true, seen: false } }],
    ['no digest', activityOf(), {}],
  ] as const)('refusal: %s: nothing waits, and the history is not read', ([, activity, change], { expect }) => {
    const unread = {
      get history(): never {
        throw new Error('read');
      },
      engagements: [],
    };
    expect(digest.select(caseOf(activity, memberOf({ past: unread }), change), known, both)).toBe(both);
  });

  test('refusal: what rings nowhere needs no digest', ({ expect }) => {
    const silent = { channels: ['in-app'], numbers: {} } as const;
    expect(digest.select(caseOf(activityOf({}, { digest: posts })), known, silent)).toBe(silent);
  });
});

describe('the rule of a digest', () => {
  test('is that of the type or of the member, by its key; also when the member has changed their mind', ({
    expect,
  }) => {
    const of = caseOf(activityOf({}, { digest: { ...posts, minimum: 3 } }));
    expect(ruleOf('posts', of)).toEqual({ key: 'posts', window: { fixed: HOUR }, minimum: 3 });
    expect(ruleOf('schedule:weekly', of)).toEqual({
      key: 'schedule:weekly',
      window: { schedule: 'daily' },
      minimum: 1,
    });
  });

  test('law: nothing puts a digest off for ever, and it is never due in the past', ({ expect }) => {
    const window = fc.oneof(
      fc.record({ fixed: fc.integer({ min: 1, max: DAY }) }),
      fc.record({ sliding: fc.integer({ min: 1, max: DAY }), most: fc.integer({ min: 1, max: DAY }) }),
      fc.record({ schedule: fc.constantFrom('hourly' as const, 'daily' as const, 'weekly' as const) }),
    );
    const ago = fc.integer({ min: 0, max: 3 * DAY });
    fc.assert(
      fc.property(window, ago, ago, (window, one, other) => {
        const [first, last] = [NOON - Math.max(one, other), NOON - Math.min(one, other)];
        const due = digestDue({ window }, first, last, NOON, 'Asia/Kathmandu');
        const latest = digestDue({ window }, first, NOON + 9 * DAY, first, 'Asia/Kathmandu');
        expect(due).toBeGreaterThanOrEqual(NOON);
        expect(due).toBeLessThanOrEqual(Math.max(NOON, latest));
      }),
    );
  });
});

describe('a digest that comes due', () => {
  const rule: DigestRule = { key: 'posts', window: { fixed: HOUR }, minimum: 1 };
  const itemOf = (id: string, utility?: number, change: object = {}, carried = 0): DigestItem => ({
    of: {
      candidate: { activity: activityOf({ id, ...change }, { digest: posts }) },
      now: NOON,
      again: { for: 'digest', shown: true, seen: false, ...(utility === undefined ? {} : { numbers: { utility } }) },
    },
    carried,
  });
  const flush = (items: readonly DigestItem[], member = memberOf(), change: Partial<DigestRule> = {}) =>
    flushDigest(pipeline, member, items, { ...rule, ...change }, NOON);

  test('happy: the best item rings for all, and the others join it', ({ expect }) => {
    const { decided, carrier, items, until } = flush([itemOf('A', 0.1), itemOf('B', 0.9), itemOf('C', 0.1)]);
    expect({ carrier, items, until }).toEqual({ carrier: 'B', items: ['B', 'C', 'A'], until: undefined });
    expect(decided[1]?.decision).toMatchObject({
      outcome: 'send',
      by: 'digest',
      reason: 'digest',
      channels: ['in-app', 'web-push'],
      numbers: { count: 3 },
    });
    for (const each of [decided[0], decided[2]]) {
      expect(each?.decision).toMatchObject({ outcome: 'merge', reason: 'digest', into: 'B', channels: ['in-app'] });
    }
  });

  test('edge: what was never scored is worth nothing, and of equals the newest is the first', ({ expect }) => {
    expect(flush([itemOf('A'), itemOf('B', -1), itemOf('C'), itemOf('D', 1)]).items).toEqual(['D', 'C', 'A', 'B']);
  });

  test('what was muted, has expired or was seen leaves it with a decision of its own', ({ expect }) => {
    const member = memberOf({ preferences: { muted: [{ actor: 'eve' }] } });
    const seen = itemOf('C');
    const gone = [
      itemOf('A', 1, { actor: 'eve' }),
      itemOf('B', 1, { expiresAt: NOON }),
      { ...seen, of: { ...seen.of, again: { for: 'digest', shown: true, seen: true } as const } },
    ];
    const { decided, carrier, items } = flush([...gone, itemOf('D')], member);
    expect(decided.map(({ decision }) => decision.reason)).toEqual([
      'muted-actor',
      'expired',
      'already-seen',
      'digest',
    ]);
    expect({ carrier, items }).toEqual({ carrier: 'D', items: ['D'] });
  });

  test('refusal: with nothing left nothing is sent', ({ expect }) => {
    const { decided, carrier, items } = flush([itemOf('A')], memberOf({ devices: [] }));
    expect(decided[0]?.decision).toMatchObject({ outcome: 'send', reason: 'timeline', channels: ['in-app'] });
    expect({ carrier, items }).toEqual({ carrier: undefined, items: [] });
    expect(flush([])).toEqual({ decided: [], items: [] });
  });

  test('with too few items it is carried over to the next window, three times at the most', ({ expect }) => {
    const two = (carried: number) => [itemOf('A', 0, {}, carried), itemOf('B')];
    for (const carried of [0, 1, 2]) {
      const { decided, carrier, until } = flush(two(carried), memberOf(), { minimum: 3 });
      expect({ carrier, until }).toEqual({ carrier: undefined, until: NOON + HOUR });
      for (const { decision } of decided) {
        expect(decision).toMatchObject({ outcome: 'hold', digest: 'posts', until, channels: ['in-app'] });
        expect(decision.numbers).toMatchObject({ carried: carried + 1, count: 2 });
      }
    }
    expect(flush(two(3), memberOf(), { minimum: 3 }).carrier).toBe('B');
    expect(flush(two(0), memberOf(), { minimum: 2 }).carrier).toBe('B');
  });

  test('for caps and quiet hours it is one interruption; when its carrier is held, all stay', ({ expect }) => {
    const items = [itemOf('A', 0, {}, 2), itemOf('B'), itemOf('C')];
    expect(flush(items, memberOf({ interruptions: rangBefore(1, 2, 3, 4) })).carrier).toBe('C');
    const { decided, carrier, until } = flush(items, memberOf({ interruptions: rangBefore(1, 2, 3, 4, 5) }));
    expect({ carrier, until }).toEqual({ carrier: undefined, until: NOON - 5 + DAY });
    expect(decided.map(({ decision }) => decision.reason)).toEqual(['digest', 'digest', 'member-cap']);
    for (const { decision } of decided) {
      expect(decision).toMatchObject({ outcome: 'hold', digest: 'posts', until, numbers: { carried: 2 } });
    }
  });

  test('law: every item has one decision and is in the digest once or not at all; at most one rings', ({ expect }) => {
    const kind = fc.constantFrom<object>({}, {}, {}, { actor: 'bob' }, { expiresAt: NOON }, { type: 'constructor' });
    const item = fc.record({
      utility: fc.option(fc.double({ min: -1, max: 1, noNaN: true }), { nil: undefined }),
      kind,
      carried: fc.integer({ min: 0, max: 4 }),
    });
    const world = fc.record({
      given: fc.array(item, { maxLength: 8 }),
      minimum: fc.integer({ min: 1, max: 4 }),
      rang: fc.integer({ min: 0, max: 6 }),
      quiet: fc.constantFrom(null, { from: '00:00', to: '00:00' }, { from: '22:00', to: '08:00' }),
    });
    fc.assert(
      fc.property(world, ({ given, minimum, rang, quiet }) => {
        const waiting = given.map(({ utility, kind, carried }, index) => itemOf(`E${index}`, utility, kind, carried));
        const member = memberOf({
          preferences: { quiet },
          interruptions: rangBefore(...Array.from({ length: rang }, (_, at) => at + 1)),
        });
        const { decided, carrier, items, until } = flush(waiting, member, { minimum });

        expect(decided.map(({ of }) => of.candidate)).toEqual(waiting.map(({ of }) => of.candidate));
        expect(new Set(items).size).toBe(items.length);
        const ringing = decided.filter(({ decision }) => decision.outcome === 'send' && interrupts(decision.channels));
        expect(ringing.map(({ of }) => of.candidate.activity.id)).toEqual(carrier === undefined ? [] : [carrier]);
        if (carrier !== undefined) expect(carrier).toBe(items[0]);
        expect(until === undefined).toBe(carrier !== undefined || items.length === 0);
        for (const { of, decision } of decided) {
          const { id } = of.candidate.activity;
          const stays = items.includes(id) && id !== carrier;
          expect(decision.outcome).toBe(stays ? (carrier ? 'merge' : 'hold') : 'send');
          expect(decision.into).toBe(stays ? carrier : undefined);
          expect(decision.until).toBe(stays ? until : undefined);
          expect(decision.channels).toContain('in-app');
        }
      }),
      { numRuns: 500 },
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { ScoringModel } from '../../src/contract/policy.ts';
import { historyFeatures } from '../../src/decide/features/history-features.ts';
import type { PastEngagement, PastNotification } from '../../src/decide/member-state.ts';
import { boundingOf } from '../../src/decide/score/bounding.ts';
import { memberBound } from '../../src/decide/score/member-bound.ts';
import { modelOf } from '../../src/decide/score/model.ts';
import { HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { content, followedCase, logistic, past, RELEVANCE } from './bounding-cases.ts';
import { decideOne, memberOf, NOON } from './cases.ts';

/** What openings count for; and what grows by itself, of which only weights below 0 leave a bound. */
const OPENED = [
  ...['type', 'actor', 'member'].flatMap((scope) => [`${scope}.opened.24h`, `${scope}.opened.30d`]),
  ...['channel.web-push.opened.30d', 'type.openRate', 'hoursSinceLastOpen', 'edge.strength', 'item.likes'],
];
const GROWING = [
  'type.sent.24h',
  'actor.shown.30d',
  'member.seen.7d',
  'type.dismissed.30d',
  'channel.web-push.sent.30d',
];
const USED = [...OPENED, ...OPENED, ...GROWING, 'type.disableRate'];
const GROWS = /sent|shown|seen|dismissed/;
const id = fc.integer({ min: 0, max: 9 }).map(String);
const agoDays = (most: number) => fc.integer({ min: 0, max: most * 24 }).map((hours) => NOON - hours * HOUR);
const row = fc
  .record({
    id,
    at: fc.oneof(agoDays(60), agoDays(2)),
    type: fc.constantFrom('post.published', 'other'),
    actor: fc.constantFrom('ada', 'eve'),
    outcome: fc.constantFrom('send', 'hold', 'merge') as fc.Arbitrary<PastNotification['outcome']>,
    rang: fc.boolean(),
    shown: fc.boolean(),
    read: fc.boolean(),
    dueAt: fc.constantFrom(null, NOON + HOUR),
  })
  .map(({ id, at, rang, ...rest }) =>
    past(id, at, { ...rest, channels: ['in-app', 'web-push'], interruptedAt: rang ? at : null }),
  );
const act = (actions: readonly PastEngagement['action'][]) =>
  fc
    .record({ at: agoDays(60), target: id, action: fc.constantFrom(...actions) })
    .map((each): PastEngagement => ({ ...each, kind: 'notification', channel: 'web-push' }));
const world = fc.record({
  history: fc.uniqueArray(row, { selector: (each) => each.id, maxLength: 8 }),
  engagements: fc.array(act(['open', 'open', 'comment', 'dismiss', 'seen', 'mute']), { maxLength: 6 }),
  arriving: fc.uniqueArray(row, { selector: (each) => each.id, maxLength: 4 }),
  ringing: fc.array(id, { maxLength: 8 }),
  forgotten: fc.record({ rows: fc.nat(3), acts: fc.nat(3) }),
  later: fc.oneof(
    fc.integer({ min: 0, max: 29 * 24 }).map((hours) => hours * HOUR),
    fc.constantFrom(0, -5 * 60_000),
  ),
  deeds: fc.array(act(['seen', 'dismiss', 'mute', 'see-less']), { maxLength: 4 }),
});

type Future = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

describe('the future of a member who opens nothing', () => {
  test('law: their part never exceeds their bound, so that who is left out would be dropped', ({ expect }) => {
    // Whole numbers, since most doubles are next to nothing.
    const weight = fc.integer({ min: -20, max: 20 }).map((tenths) => tenths / 10);
    const cross = fc.tuple(fc.constantFrom(...OPENED), fc.constantFrom(...OPENED), weight);
    // A single feature shows every slip; several may make up for each other.
    const parts = fc.oneof(
      fc.record({
        weights: fc.tuple(fc.constantFrom(...OPENED), weight).map(([name, each]) => ({ [name]: each })),
        crosses: fc.constant<[string, string, number][]>([]),
      }),
      fc.record({
        weights: fc.dictionary(fc.constantFrom(...USED), weight, { minKeys: 1, maxKeys: 4 }),
        crosses: fc.array(cross, { maxLength: 2 }),
      }),
    );
    let pruned = 0;
    fc.assert(
      fc.property(world, parts, fc.integer({ min: 0, max: 5 }), (now, { weights, crosses }, likes) => {
        // What may grow without bound and counts for the member leaves nothing to be known.
        const told = Object.entries<number>(weights).map(([name, each]) => {
          if (name === 'hoursSinceLastOpen') return [name, each / 200];
          return [name, GROWS.test(name) ? -Math.abs(each) : each];
        });
        const activity = content(
          logistic(Object.fromEntries(told), crosses),
          {},
          { features: { 'item.likes': likes } },
        );
        const { history, engagements } = now;
        const member = memberOf({ past: { history, engagements } });
        const bound = memberBound(followedCase(activity, member))?.bound ?? Number.POSITIVE_INFINITY;
        if (bound === Number.POSITIVE_INFINITY) return;
        // A floor just above what they can reach: whoever exceeds their bound by anything is found out.
        const model = activity.policy.model as ScoringModel;
        const logit = modelOf(model).known(activity.features ?? {}) + bound;
        const relevance = { ...RELEVANCE, floor: 1 / (1 + Math.exp(-logit - 1e-3)), cost: 0 };
        const judged = { ...activity, policy: { ...activity.policy, relevance } };
        const bounding = boundingOf(judged, 'star');
        if (!bounding || !(bound < bounding.least)) return;
        pruned++;
        const later = followedCase(activity, memberOf({ past: futureOf(now) }), NOON + now.later);
        const known = historyFeatures.hydrate(later, { reachable: [], values: {}, numbers: {} });
        expect(modelOf(model).open(known.values)).toBeLessThan(relevance.floor);
        const candidate = { ...later.candidate, activity: judged };
        expect(decideOne(judged, later.member, { ...later, candidate })).toMatchObject({ outcome: 'drop' });
      }),
      { numRuns: 6_000 },
    );
    expect(pruned).toBeGreaterThan(1_000);
  });
});

/** Things ring that waited or rang before, others arrive, and what is oldest is forgotten; nothing is opened. */
function futureOf({ history, engagements, arriving, ringing, forgotten, deeds, later }: Future) {
  const known = new Set(history.map((each) => each.id));
  const rows = history.slice(forgotten.rows).map((each) => {
    const mayRing = each.outcome !== 'send' || each.dueAt !== null || each.interruptedAt !== null;
    const at = NOON + later;
    return ringing.includes(each.id) && mayRing
      ? { ...each, outcome: 'send' as const, shown: true, interruptedAt: at, dueAt: null }
      : { ...each, shown: each.shown };
  });
  const fresh = arriving
    .filter((each) => !known.has(each.id))
    .map((each) => ({ ...each, at: NOON + later, read: false }));
  // Only what was dismissed and is kept as long as bounds go may count for less.
  const kept = engagements.filter((each, index) => each.action === 'dismiss' || index >= forgotten.acts);
  return {
    history: [...rows, ...fresh],
    engagements: [...kept, ...deeds.map((each) => ({ ...each, at: NOON + later }))],
  };
}

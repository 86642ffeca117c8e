import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { CandidateActivity, CandidateEdge } from '../../src/contract/activity.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import type { Policy, ScoringModel } from '../../src/contract/policy.ts';
import type { Case } from '../../src/decide/component.ts';
import { historyFeatures } from '../../src/decide/features/history-features.ts';
import type { MemberState, PastEngagement, PastNotification, PushedRows } from '../../src/decide/member-state.ts';
import { boundingOf } from '../../src/decide/score/bounding.ts';
import { leastLogOdds, roundedUp } from '../../src/decide/score/log-odds.ts';
import { memberBound } from '../../src/decide/score/member-bound.ts';
import { modelOf } from '../../src/decide/score/model.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, decideOne, memberOf, NOON } from './cases.ts';
import { storedOf, trained } from './trained.ts';

const RELEVANCE = { floor: 0.3, value: 1, cost: 20 };
let digests = 0;

function scoring(definition: ModelDefinition): ScoringModel {
  return { ...definition, name: 'm', version: 1, digest: `digest-${digests++}` };
}

function logistic(weights: Record<string, number>, crosses: [string, string, number][] = [], defaults = {}) {
  return scoring({
    kind: 'logistic',
    open: {
      intercept: -1,
      weights,
      crosses: crosses.map(([one, other, weight]) => ({ features: [one, other], weight })),
    },
    defaults,
  });
}

function content(model: ScoringModel, policy: Partial<Policy> = {}, change: Partial<CandidateActivity> = {}) {
  return activityOf(change, { model, relevance: RELEVANCE, ...policy });
}

function caseOf(activity: CandidateActivity, member = memberOf(), now = NOON, strength = 0.5): Case {
  const edges: CandidateEdge[] = [{ node: 'star', kind: 'follow', strength }];
  return { candidate: { activity, edges, bound: { node: 'star', key: 'k' } }, member, now };
}

const opened = (id: string, at: number): PastEngagement => ({
  at,
  action: 'open',
  kind: 'notification',
  target: id,
  channel: null,
});
const past = (id: string, at: number, change: Partial<PastNotification> = {}): PastNotification => ({
  id,
  at,
  type: 'post.published',
  actor: 'ada',
  item: null,
  outcome: 'send',
  channels: ['in-app'],
  group: null,
  into: null,
  digest: null,
  dueAt: null,
  interruptedAt: null,
  shown: true,
  seen: false,
  read: false,
  ...change,
});

describe('the bounding of an event', () => {
  const model = logistic({ 'item.likes': 0.1, 'edge.strength': 2 });

  test('happy: what is known of the event says how much is left for the member', ({ expect }) => {
    const known = boundingOf(content(model, {}, { features: { 'item.likes': 10 } }), 'star');
    const unknown = boundingOf(content(model), 'star');
    expect(known?.key).toBe(unknown?.key);
    expect((unknown?.least ?? 0) - (known?.least ?? 0)).toBeCloseTo(1, 6);
    // p = 0.3 at log-odds of -0.847…, of which -1 is the intercept.
    expect(unknown?.least).toBeCloseTo(Math.log(0.3 / 0.7) + 1, 3);
  });

  test('edge: the key tells apart whatever the part of the member depends on', ({ expect }) => {
    const keyOf = (activity: CandidateActivity, node = 'star') => boundingOf(activity, node)?.key;
    const crossed = logistic({}, [['item.likes', 'edge.strength', 1]]);
    const ofActor = logistic({ 'actor.opened.7d': 1 });
    const item = (likes: number) => ({ features: { 'item.likes': likes } });
    expect(keyOf(content(crossed, {}, item(1)))).not.toBe(keyOf(content(crossed, {}, item(2))));
    expect(keyOf(content(model, {}, item(1)))).toBe(keyOf(content(model, {}, item(2))));
    expect(keyOf(content(model, {}, { actor: 'eve' }))).toBe(keyOf(content(model)));
    expect(keyOf(content(ofActor, {}, { actor: 'eve' }))).not.toBe(keyOf(content(ofActor)));
    expect(keyOf(content(model, {}, { type: 'other' }))).not.toBe(keyOf(content(model)));
    expect(keyOf(content(model), 'other')).not.toBe(keyOf(content(model)));
    expect(keyOf(content(model, { channels: ['in-app'] }))).not.toBe(keyOf(content(model)));
    expect(keyOf(content({ ...model, digest: 'other' }))).not.toBe(keyOf(content(model)));
    const pushed = logistic({ 'recipient.ads.age': 1 });
    expect(keyOf(content(pushed, { stale: ['ads'] }))).not.toBe(keyOf(content(pushed)));
    expect(keyOf(content(pushed, { stale: ['other'] }))).toBe(keyOf(content(pushed)));
  });

  test('refusal: everybody is asked for what is not judged by one model and a floor above nothing', ({ expect }) => {
    const wrong: Partial<Policy>[] = [
      { class: 'transactional' },
      { mandatory: true },
      { unbounded: true },
      { challenger: { model, share: 0 } },
      { relevance: { value: 1, cost: 20 } },
      { relevance: { ...RELEVANCE, floor: 0 } },
      { relevance: { ...RELEVANCE, floor: -1 } },
      { relevance: { ...RELEVANCE, value: 0 } },
    ];
    for (const policy of wrong) expect(boundingOf(content(model, policy), 'star')).toBeUndefined();
    expect(boundingOf(activityOf({}, { relevance: RELEVANCE }), 'star')).toBeUndefined();
    expect(boundingOf(content(model, {}, { features: { 'edge.strength': 1 } }), 'star')).toBeUndefined();
    const stale = logistic({ 'item.ads.price': 1 });
    const told = { features: { 'item.ads.price': 1 } };
    expect(boundingOf(content(stale, {}, told), 'star')).toBeDefined();
    expect(boundingOf(content(stale, { stale: ['ads'] }, told), 'star')).toBeUndefined();
    const endless = boundingOf(
      content(logistic({ 'item.likes': 1e300 }), {}, { features: { 'item.likes': 1e300 } }),
      'star',
    );
    expect(endless).toBeUndefined();
  });

  test('law: whoever has less than the least is below the floor, and who has a little more is not', ({ expect }) => {
    const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(positive, positive, (floor, value) => {
        const least = leastLogOdds(floor, value);
        const worth = (logit: number) => value / (1 + Math.exp(-logit));
        expect(worth(least)).toBeLessThan(floor);
        if (floor / value < 0.999) expect(worth(least + 1e-4)).toBeGreaterThan(floor);
      }),
    );
  });
});

const NAMES = ['item.likes', 'fact.f', 'edge.strength', 'recipient.ads.age', 'type.opened.7d', 'hoursSinceLastOpen'];
const OF_EVENT = new Set(['item.likes', 'fact.f']);
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
);

describe('the parts of a model', () => {
  test('law: the known part and the bound of the rest are never less than the whole', ({ expect }) => {
    const cross = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...NAMES), number);
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...NAMES), number),
        fc.array(cross, { maxLength: 4 }),
        fc.dictionary(fc.constantFrom(...NAMES), number),
        fc.dictionary(fc.constantFrom(...NAMES), fc.tuple(number, fc.nat(100), fc.nat(100))),
        fc.constantFrom(...NAMES),
        (weights, crosses, defaults, given, exactly) => {
          const model = modelOf(logistic(weights, crosses, defaults));
          const values = Object.fromEntries(Object.entries(given).map(([name, [value]]) => [name, value]));
          const isExact = (name: string) => OF_EVENT.has(name) || name === exactly;
          const exact = Object.fromEntries(Object.entries(values).filter(([name]) => isExact(name)));
          const ranges = Object.fromEntries(
            NAMES.filter((name) => !isExact(name) || !(name in values)).map((name) => {
              const [value, below, above] = given[name] ?? [0, 0, 0];
              return [name, name in values ? ([value - below, value + above] as const) : NOTHING];
            }),
          );
          const bound = roundedUp(model.bound(exact, ranges));
          const most = model.known(values) + bound;
          expect(model.open(values)).toBeLessThanOrEqual(1 / (1 + Math.exp(-most)));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('law: the bound of trees is never less than what they say, whatever the event says', ({ expect }) => {
    for (const name of ['named', 'deep', 'pruned'] as const) {
      const { body, answers } = trained(name);
      const model = modelOf(storedOf(body));
      for (const { values, open } of answers.slice(0, 60)) {
        const most = model.known(values) + roundedUp(model.bound(values, {}));
        expect(open).toBeLessThanOrEqual(1 / (1 + Math.exp(-most)) + 1e-6);
      }
    }
  });

  test('edge: nothing is told of what may be anything', ({ expect }) => {
    const model = modelOf(logistic({ 'type.seen.7d': 1, 'edge.strength': 1 }));
    expect(model.bound({ 'edge.strength': 1 }, { 'type.seen.7d': [0, Number.POSITIVE_INFINITY] })).toBe(Infinity);
    expect(model.bound({ 'edge.strength': 1 }, {})).toBe(Infinity);
    expect(roundedUp(Number.NaN)).toBe(Infinity);
  });
});

const NOTHING = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;

describe('the bound of a member', () => {
  const boundOf = (model: ScoringModel, member: MemberState, strength = 0.5) =>
    memberBound(caseOf(content(model), member, NOON, strength));

  test('happy: exact for edges and pushes, with what lifts it', ({ expect }) => {
    const pushed: Record<string, PushedRows> = {
      ads: { recipient: { age: 2 }, edges: { 'actor:star': { features: { clicks: 3 }, strength: 1 } } },
    };
    const member = memberOf({ pushed: { rows: (dataset) => pushed[dataset] } });
    const model = logistic({ 'edge.strength': 2, 'recipient.ads.age': 1, 'edge.ads.clicks': 0.5 });
    expect(boundOf(model, member)).toMatchObject({ strength: 0.5, liftedBy: { datasets: ['ads'] } });
    expect(boundOf(model, member)?.bound).toBeCloseTo(1 + 2 + 1.5, 2);
    expect(boundOf(logistic({ 'type.sent.7d': -1 }), member)).toEqual({ bound: 0.001, strength: null, liftedBy: {} });
  });

  test('edge: what is opened counts, what may count later too, and what was dismissed does not', ({ expect }) => {
    const count = (history: PastNotification[], engagements: PastEngagement[] = []) =>
      Math.round(boundOf(logistic({ 'type.opened.7d': 1 }), memberOf({ past: { history, engagements } }))?.bound ?? -1);
    const old = NOON - 20 * DAY;
    expect(count([past('1', NOON - DAY, { read: true })])).toBe(1);
    expect(count([past('1', old, { read: true })])).toBe(0);
    // A Worker whose clock is late may decide later.
    expect(count([past('1', NOON - 7 * DAY - 5 * 60_000, { read: true })])).toBe(1);
    expect(count([past('1', old, { read: true, outcome: 'hold' })])).toBe(1);
    expect(count([past('1', old, { read: true, interruptedAt: old })])).toBe(1);
    expect(count([past('1', NOON - DAY, { type: 'other', read: true })])).toBe(0);
    expect(count([past('1', NOON - DAY, { shown: false })], [opened('1', NOON)])).toBe(1);
    expect(count([], [opened('to-come', NOON)])).toBe(1);
    const dismissed = (at: number) => [{ ...opened('1', at), action: 'dismiss' as const }];
    expect(count([past('1', NOON - DAY, { read: true })], dismissed(NOON))).toBe(0);
    // The record of it goes before the bound does.
    expect(count([past('1', NOON - DAY, { read: true })], dismissed(NOON - 80 * DAY))).toBe(1);
  });

  test('edge: the row of another item may be the one that counts the next time', ({ expect }) => {
    const model = logistic({ 'edge.ads.clicks': 1 });
    const withRows = (edges: PushedRows['edges']) =>
      boundOf(model, memberOf({ pushed: { rows: () => ({ ...(edges ? { edges } : {}) }) } }))?.bound;
    const row = (clicks: number) => ({ features: { clicks }, strength: 1 });
    expect(withRows({ 'item:other': row(5) })).toBeCloseTo(5, 2);
    expect(withRows({ 'item:other': row(5), 'actor:star': row(1) })).toBeCloseTo(1, 2);
    expect(withRows({ 'actor:somebody': row(5) })).toBeCloseTo(0, 2);
  });

  test('refusal: there is none when it could be anything', ({ expect }) => {
    expect(boundOf(logistic({ 'member.seen.7d': 1 }), memberOf())).toBeUndefined();
    expect(memberBound(caseOf(activityOf()))).toBeUndefined();
  });
});

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
        const bound = memberBound(caseOf(activity, member))?.bound ?? Number.POSITIVE_INFINITY;
        if (bound === Number.POSITIVE_INFINITY) return;
        // A floor just above what they can reach: whoever exceeds their bound by anything is found out.
        const model = activity.policy.model as ScoringModel;
        const logit = modelOf(model).known(activity.features ?? {}) + bound;
        const relevance = { ...RELEVANCE, floor: 1 / (1 + Math.exp(-logit - 1e-3)), cost: 0 };
        const judged = { ...activity, policy: { ...activity.policy, relevance } };
        const bounding = boundingOf(judged, 'star');
        if (!bounding || !(bound < bounding.least)) return;
        pruned++;
        const later = caseOf(activity, memberOf({ past: futureOf(now) }), NOON + now.later);
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

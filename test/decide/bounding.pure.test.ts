import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { CandidateActivity } from '../../src/contract/activity.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { boundingOf } from '../../src/decide/score/bounding.ts';
import { leastLogOdds, roundedUp } from '../../src/decide/score/log-odds.ts';
import { modelOf } from '../../src/decide/score/model.ts';
import { content, logistic, RELEVANCE } from './bounding-cases.ts';
import { activityOf } from './cases.ts';
import { storedOf, trained } from './trained.ts';

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
const NOTHING = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const;
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

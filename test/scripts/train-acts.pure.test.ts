import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Act } from '../../scripts/replay/act.ts';
import { edgeLines, featureLines, strengthsOf } from '../../scripts/train/higgs/affinity-lines.ts';
import { COLUMNS, createFeatures, FEATURES } from '../../scripts/train/higgs/features.ts';
import { Pairs } from '../../scripts/train/higgs/pairs.ts';
import { Past } from '../../scripts/train/higgs/past.ts';
import { readFollows } from '../../scripts/train/higgs/read-follows.ts';
import { HOUR, readHours } from '../../scripts/train/higgs/read-hours.ts';
import { type ActsTraining, trainOnActs } from '../../scripts/train/higgs/train-on-acts.ts';
import { modelOfFit } from '../../scripts/train/model-of-fit.ts';
import { Edge } from '../../src/contract/edge.ts';
import { FeatureLine } from '../../src/contract/features.ts';
import { ModelDefinition } from '../../src/contract/model.ts';
import { modelOf } from '../../src/decide/score/model.ts';

const START = 1_341_100_800;
const UNTIL = START + 6 * HOUR;
const TRAINING: ActsTraining = { until: UNTIL, hours: 5, tried: 24, share: 0.5, penalty: 1, seed: 7 };
const FOLLOWS = ['# follows', '1 2', '2 1', '3 2', '4 3'];

const member = fc.integer({ min: 1, max: 8 }).map(String);
const actBetween = (from: number, to: number): fc.Arbitrary<Act> =>
  fc.record({
    actor: member,
    recipient: member,
    time: fc.integer({ min: from, max: to - 1 }),
    kind: fc.constantFrom('RT', 'MT', 'RE'),
  });
const actsBetween = (from: number, to: number, minLength: number) =>
  fc
    .array(actBetween(from, to), { minLength, maxLength: minLength + 60 })
    .map((acts) => acts.toSorted((one, other) => one.time - other.time));

async function* stream<Item>(items: readonly Item[]): AsyncGenerator<Item, void, undefined> {
  yield* items;
}

async function allOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Two who engage every hour, so that there is always somebody to learn from. */
const regulars: readonly Act[] = Array.from({ length: 6 }, (_each, hour) => ({
  actor: '1',
  recipient: '2',
  time: START + hour * HOUR,
  kind: 'RT',
}));

async function train(acts: readonly Act[], onTrained: ActsTraining['onTrained'] = () => undefined) {
  const sorted = [...regulars, ...acts].sort((one, other) => one.time - other.time);
  return trainOnActs(readFollows(stream(FOLLOWS)), readHours(stream(sorted)), { ...TRAINING, onTrained });
}

/** All features of all pairs, by the ids of the pair. */
function tableOf(past: Past): Map<string, readonly number[]> {
  const featuresOf = createFeatures(past);
  const table = new Map<string, readonly number[]>();
  for (let pair = 0; pair < past.pairs.size; pair++) {
    const values = new Float64Array(FEATURES.length);
    featuresOf(pair, values);
    const ends = [past.pairs.memberOf(pair), past.pairs.actorOf(pair)].map((node) => past.names.nameOf(node));
    table.set(ends.join(' '), [...values]);
  }
  return table;
}

describe('features of acts', () => {
  test('law: what happens at a moment or after it changes no feature of that moment, and no weight', async ({
    expect,
  }) => {
    const later = actsBetween(UNTIL, UNTIL + 3 * HOUR, 1);
    await fc.assert(
      fc.asyncProperty(actsBetween(START, UNTIL, 10), later, later, async (before, after, otherwise) => {
        const tables: Map<string, readonly number[]>[] = [];
        const keep = (past: Past) => void tables.push(tableOf(past));
        const one = await train([...before, ...after], keep);
        const other = await train([...before, ...otherwise], keep);
        expect(tables[0]).toEqual(tables[1]);
        expect(one.fit).toEqual(other.fit);
      }),
      { numRuns: 25 },
    );
  });

  test('edge: an hour is not learned from what happened in it: the past was empty then, so there is nothing to weigh', async ({
    expect,
  }) => {
    const acts = fc.sample(actsBetween(UNTIL - HOUR, UNTIL, 60), { numRuns: 1, seed: 1 })[0] ?? [];
    const after: Act = { actor: '1', recipient: '2', time: UNTIL, kind: 'RT' };
    const graph = readFollows(stream([...FOLLOWS, '5 6', '6 7', '7 8', '8 5']));
    const { fit, positives } = await trainOnActs(graph, readHours(stream([...acts, after])), { ...TRAINING, share: 1 });
    expect(positives).toBeGreaterThan(0);
    expect(fit.weights.filter((weight) => weight !== 0)).toEqual([]);
  });

  test('law: a count is every act before the moment, halved once for each half-life since', async ({ expect }) => {
    await fc.assert(
      fc.asyncProperty(actsBetween(START, UNTIL, 1), async (acts) => {
        const past = new Past(START);
        for await (const { start, acts: some } of readHours(stream(acts))) {
          if (start > past.moment) past.moveTo(start, []);
          past.moveTo(start + HOUR, some);
        }
        const now = past.moment;
        const place = FEATURES.indexOf('edge.affinity.acts1h');
        for (const [ends, values] of tableOf(past)) {
          const own = acts.filter(({ actor, recipient }) => `${actor} ${recipient}` === ends);
          const count = own.reduce((sum, { time }) => sum + 2 ** ((time - now) / HOUR), 0);
          expect(values[place]).toBeCloseTo(count < 1e-4 ? 0 : Math.log1p(4 * count), 5);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('happy: whom those that I follow engage with comes nearer', ({ expect }) => {
    const past = new Past(START);
    past.follow('1', '2');
    past.follow('1', '3');
    past.moveTo(START + HOUR, [{ actor: '2', recipient: '3', time: START + 10, kind: 'RT' }]);
    const values = tableOf(past).get('1 3') ?? [];
    expect(values[FEATURES.indexOf('edge.affinity.followed1h')]).toBeGreaterThan(0);
    expect(values[FEATURES.indexOf('edge.affinity.friends1h')]).toBe(0);
  });

  test('refusal: an act that is not of the time passed, a past that would shrink, acts out of order', async ({
    expect,
  }) => {
    const past = new Past(START);
    const act: Act = { actor: '1', recipient: '2', time: START + HOUR, kind: 'RT' };
    expect(() => past.moveTo(START + HOUR, [act])).toThrow(RangeError);
    expect(() => past.moveTo(START - 1, [])).toThrow(RangeError);
    const late = { ...act, time: START - HOUR };
    await expect(allOf(readHours(stream([act, late])))).rejects.toThrow('comes after');
  });
});

describe('training on acts', () => {
  test('happy: the written model gives in Tower the probabilities of the report, the same in every run', async ({
    expect,
  }) => {
    const acts = fc.sample(actsBetween(START, UNTIL + 3 * HOUR, 200), { numRuns: 1, seed: 3 })[0] ?? [];
    const trained = await train(acts);
    expect(trained).toMatchObject({ hoursTried: 3 });
    expect(trained.examples).toHaveLength(3);
    const definition = ModelDefinition.parse(modelOfFit(COLUMNS, trained.fit));
    const model = modelOf({ ...definition, digest: 'affinity' });
    for (const { values, probability } of trained.examples) {
      const nothingLeftOut = model.open(values);
      // What is 0 is not pushed.
      const pushed = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
      expect([nothingLeftOut, model.open(pushed)]).toEqual([
        expect.closeTo(probability, 9),
        expect.closeTo(probability, 9),
      ]);
    }
    expect((await train(acts)).fit).toEqual(trained.fit);
  });

  test('edge: hours in which nothing happens count too', async ({ expect }) => {
    const trained = await train([{ actor: '1', recipient: '2', time: UNTIL + 4 * HOUR, kind: 'RE' }]);
    expect(trained).toMatchObject({ hoursTried: 5, engaged: 1, everyEngaged: 1 });
  });

  test('edge: it is tried on so many hours and no more', async ({ expect }) => {
    const acts = [1, 3].map((hour): Act => ({ actor: '1', recipient: '2', time: UNTIL + hour * HOUR, kind: 'RE' }));
    const sorted = stream([...regulars, ...acts]);
    const trained = await trainOnActs(readFollows(stream(FOLLOWS)), readHours(sorted), { ...TRAINING, tried: 2 });
    expect(trained).toMatchObject({ hoursTried: 2, engaged: 1 });
  });

  test('refusal: a file that ends before the moment, or in which no candidate ever engaged', async ({ expect }) => {
    await expect(train([])).rejects.toThrow('No act is at --until');
    const late: Act[] = [{ actor: '1', recipient: '2', time: UNTIL, kind: 'RT' }];
    await expect(trainOnActs(readFollows(stream(FOLLOWS)), readHours(stream(late)), TRAINING)).rejects.toThrow(
      'No candidate engaged',
    );
  });
});

describe('what is pushed to Tower', () => {
  test('happy: every line is one that Tower takes; of every pair there is an edge', async ({ expect }) => {
    const acts = fc.sample(actsBetween(START, UNTIL, 40), { numRuns: 1, seed: 5 })[0] ?? [];
    const past = new Past(START);
    for await (const { follower, followed } of readFollows(stream(FOLLOWS))) past.follow(follower, followed);
    past.moveTo(UNTIL, acts);
    const strengths = strengthsOf(past, (pair) => 0.01 * (1 + (pair % 3)));
    const lines = [...featureLines(past, strengths)].map((line) => FeatureLine.parse(line));
    const edges = [...edgeLines(past, strengths)].map((line) => Edge.parse(line));
    expect(edges).toHaveLength(past.pairs.size);
    expect(lines.filter(({ member, actor }) => member !== undefined && actor !== undefined)).toHaveLength(edges.length);
    expect(new Set(edges.map(({ kind }) => kind))).toEqual(new Set(['follow', 'affinity']));
    const names = lines.flatMap(({ member, actor, features }) => {
      const group = member !== undefined && actor !== undefined ? 'edge' : member === undefined ? 'actor' : 'recipient';
      return Object.keys(features).map((name) => `${group}.affinity.${name}`);
    });
    expect(FEATURES).toEqual(expect.arrayContaining([...new Set(names)]));
  });

  test('refusal: a follow that is none', async ({ expect }) => {
    await expect(allOf(readFollows(stream(['1 2', '1'])))).rejects.toThrow('Line 2');
  });
});

describe('pairs', () => {
  test('law: are found by who they are of, and an actor has all of theirs', ({ expect }) => {
    const end = fc.integer({ min: 0, max: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(end, end), { maxLength: 300 }), (some) => {
        const pairs = new Pairs();
        const known = new Map<string, number>();
        for (const [member, actor] of some) {
          const key = `${member} ${actor}`;
          if (!known.has(key)) known.set(key, known.size);
          expect(pairs.add(member, actor)).toBe(known.get(key));
        }
        expect(pairs.size).toBe(known.size);
        for (const actor of [0, 7, 41]) {
          const found: number[] = [];
          pairs.eachOf(actor, (pair) => found.push(pairs.memberOf(pair)));
          const members = [...known.keys()]
            .filter((key) => key.endsWith(` ${actor}`))
            .map((key) => Number.parseInt(key, 10));
          expect(found).toEqual(members.reverse());
        }
        expect(pairs.find(41, 41)).toBe(-1);
      }),
    );
  });

  test('edge: they are still found when there are many', ({ expect }) => {
    const pairs = new Pairs();
    for (let each = 0; each < 100_000; each++) pairs.add(each % 1_000, Math.floor(each / 1_000));
    expect([pairs.size, pairs.find(999, 99), pairs.find(0, 50)]).toEqual([100_000, 99_999, 50_000]);
  });
});

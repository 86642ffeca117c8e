import fc from 'fast-check';
import { describe, test } from 'vitest';
import { ModelDefinition } from '../../src/contract/model.ts';
import { LEAF, unpackNodes } from '../../src/contract/trees.ts';
import { historyFeatures } from '../../src/decide/features/history-features.ts';
import { modelOf } from '../../src/decide/score/model.ts';
import { response } from '../../src/decide/score/response.ts';
import { activityOf, caseOf } from './cases.ts';
import { storedOf, type TrainedBody, trained } from './trained.ts';

const NAMES = ['named', 'deep', 'pruned'] as const;
const nothing = { reachable: [], values: {}, numbers: {} };

type Dump = TrainedBody['open'];
type Tree = Dump['learner']['gradient_booster']['model']['trees'][number];

/** One split of `x` at 1: -1 to the left, where a missing value goes, 2 to the right. */
const STUMP: Tree = {
  left_children: [1, -1, -1],
  right_children: [2, -1, -1],
  split_indices: [0, 0, 0],
  split_conditions: [1, -1, 2],
  default_left: [1, 0, 0],
  split_type: [0, 0, 0],
};
const dumpOf = (trees: readonly Tree[], names: readonly string[] = ['x']): Dump => ({
  learner: {
    objective: { name: 'binary:logistic' },
    learner_model_param: { base_score: '5E-1', num_class: '0', num_target: '1' },
    feature_names: [...names],
    gradient_booster: { name: 'gbtree', model: { tree_info: trees.map(() => 0 as const), trees: [...trees] } },
  },
});
const bodyOf = (trees: readonly Tree[], names?: readonly string[]) => ({
  kind: 'trees',
  open: dumpOf(trees, names),
});
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

describe('trees of XGBoost', () => {
  test.for(NAMES)('happy: %s: it says what XGBoost itself says', (name, { expect }) => {
    const { definition, answers } = trained(name);
    const model = modelOf(definition);
    expect(answers).toHaveLength(200);
    for (const { values, open, disable } of answers) {
      expect(Math.abs(model.open(values) - open), JSON.stringify(values)).toBeLessThan(1e-6);
      if (disable === undefined) expect(model.disable(values)).toBeUndefined();
      else expect(Math.abs((model.disable(values) ?? 2) - disable), JSON.stringify(values)).toBeLessThan(1e-6);
    }
  });

  test('happy: it scores candidates by what the event brings', ({ expect }) => {
    const { definition, answers } = trained('named');
    const [first] = answers.filter(({ values }) => 'fact.reputation' in values && 'item.likes' in values);
    const { 'item.likes': likes = 0, 'fact.reputation': reputation = 0 } = first?.values ?? {};
    const features = { 'item.likes': likes, 'fact.reputation': reputation };
    const of = caseOf(activityOf({ features }, { model: { ...definition, name: 'named', version: 1, digest: 'd' } }));
    const known = historyFeatures.hydrate(of, nothing);
    expect(known.values).toEqual({ ...features, 'type.openRate': 0.2 });
    const model = modelOf(definition);
    expect(response.score(of, known)).toEqual({
      pOpen: model.open(known.values),
      pDisable: model.disable(known.values),
    });
  });

  test('edge: less than the threshold goes left, the threshold itself right; both are float32', ({ expect }) => {
    const { open } = modelOf(storedOf(bodyOf([{ ...STUMP, split_conditions: [0.1, -1, 2] }])));
    expect(open({ x: 0.0999 })).toBe(sigmoid(-1));
    expect(open({ x: 0.1 })).toBe(sigmoid(2));
    expect(open({ x: 0.1 - 1e-12 })).toBe(sigmoid(2));
  });

  test('edge: what is missing, or no number, goes where the split says; a default goes before that', ({ expect }) => {
    const rightward = { ...STUMP, default_left: [0, 0, 0] };
    for (const [tree, expected] of [
      [STUMP, sigmoid(-1)],
      [rightward, sigmoid(2)],
    ] as const) {
      const { open } = modelOf(storedOf(bodyOf([tree])));
      expect([open({}), open({ x: Number.NaN }), open(Object.create({ x: 0 }))]).toEqual(Array(3).fill(expected));
    }
    const withDefault = modelOf(storedOf({ ...bodyOf([STUMP]), defaults: { x: 7 } }));
    expect([withDefault.open({}), withDefault.open({ x: 0 })]).toEqual([sigmoid(2), sigmoid(-1)]);
  });

  test('edge: no trees, and trees of nothing but a leaf', ({ expect }) => {
    const leaf = { ...STUMP, left_children: [-1], right_children: [-1] };
    expect(modelOf(storedOf(bodyOf([]))).open({})).toBe(0.5);
    expect(modelOf(storedOf(bodyOf([leaf, leaf]))).open({})).toBe(sigmoid(2));
    const extreme = { ...leaf, split_conditions: [3e38] };
    expect(modelOf(storedOf(bodyOf([extreme, extreme]))).open({})).toBe(1);
  });

  test('edge: without names features are f0, f1 and so on', ({ expect }) => {
    expect(modelOf(trained('deep').definition).features.toSorted()).toEqual(['f0', 'f1', 'f2', 'f3']);
    expect(modelOf(storedOf(bodyOf([STUMP], []))).features).toEqual(['f0']);
  });

  test('it is compiled once', ({ expect }) => {
    const { definition } = trained('pruned');
    expect(modelOf(definition)).toBe(modelOf(definition));
  });
});

describe('what is stored of a dump', () => {
  test('happy: the base as log-odds, features that are used, and the nodes in preorder', ({ expect }) => {
    const names = ['idle', 'x', 'y'];
    const body = bodyOf(
      [
        {
          left_children: [2, -1, 3, -1, -1],
          right_children: [1, -1, 4, -1, -1],
          split_indices: [2, 0, 1, 0, 0],
          split_conditions: [1, 2, 3, 4, 5],
          default_left: [0, 0, 1, 0, 0],
        },
        { ...STUMP, split_indices: [2, 0, 0] },
      ],
      names,
    );
    body.open.learner.learner_model_param.base_score = '2E-1';
    const { open } = storedOf(body);
    expect(Object.keys(open)).toEqual(['base', 'features', 'splits', 'values']);
    expect(open.base).toBeCloseTo(Math.log(0.2 / 0.8), 6);
    expect(open.features).toEqual(['y', 'x']);
    const { splits, values } = unpackNodes(open);
    expect([...splits]).toEqual([0, 3, LEAF, LEAF, LEAF, 1, LEAF, LEAF]);
    expect([...values]).toEqual([1, 3, 4, 5, 2, 1, -1, 2]);
  });

  test('edge: nodes that were pruned are left behind, and 8 characters are left of each other', ({ expect }) => {
    const { body, definition } = trained('pruned');
    const { trees } = body.open.learner.gradient_booster.model;
    const { splits, values } = unpackNodes(definition.open);
    expect(splits.length).toBe(values.length);
    expect(splits.length).toBeLessThan(trees.flatMap((tree) => tree.left_children).length);
    expect(JSON.stringify(definition).length).toBeLessThan(8 * splits.length + 200);
  });

  test('edge: the same dump again is stored the same', ({ expect }) => {
    const { body, definition } = trained('named');
    expect(JSON.stringify(storedOf(structuredClone(body)))).toBe(JSON.stringify(definition));
  });

  const many = (length: number) => Array.from({ length }, () => STUMP);
  const sound = dumpOf([STUMP]).learner;
  const param = sound.learner_model_param;
  const booster = (tree: object) => ({
    gradient_booster: { name: 'gbtree', model: { tree_info: [0], trees: [{ ...STUMP, ...tree }] } },
  });
  const TREES = 'gradient_booster.model.trees';
  const wide = Array.from({ length: 201 }, (_each, index) => ({ ...STUMP, split_indices: [index, 0, 0] }));
  const big = {
    ...STUMP,
    left_children: Array.from({ length: 10_001 }, (_each, index) =>
      index % 2 === 0 && index < 9_999 ? index + 1 : -1,
    ),
    right_children: Array.from({ length: 10_001 }, (_each, index) => index + 2),
    split_indices: Array(10_001).fill(0),
    split_conditions: Array(10_001).fill(1),
    split_type: [],
  };
  test.for<[what: string, learner: object, path: string]>([
    ['another objective', { objective: { name: 'reg:squarederror' } }, 'objective.name'],
    ['several classes', { learner_model_param: { ...param, num_class: '3' } }, 'learner_model_param.num_class'],
    ['several targets', { learner_model_param: { ...param, num_target: '2' } }, 'learner_model_param.num_target'],
    ['a base score of 1', { learner_model_param: { ...param, base_score: '1E0' } }, 'learner_model_param.base_score'],
    ['no base score', { learner_model_param: {} }, 'learner_model_param.base_score'],
    ['dart', { gradient_booster: { name: 'dart', gbtree: {}, weight_drop: [1] } }, 'gradient_booster.name'],
    ['no trees', { gradient_booster: { name: 'gbtree', model: { tree_info: [] } } }, TREES],
    ['too many trees', dumpOf(many(501)).learner, TREES],
    ['too many nodes', booster(big), TREES],
    ['too many features', dumpOf(wide, []).learner, 'feature_names'],
    ['a feature without a name', dumpOf([{ ...STUMP, split_indices: [1, 0, 0] }]).learner, 'feature_names.1'],
    ['a name without end', { feature_names: ['x'.repeat(129)] }, 'feature_names.0'],
    ['a categorical split', booster({ split_type: [1, 0, 0] }), `${TREES}.0.split_type.0`],
    ['a node that is its own child', booster({ left_children: [0, -1, -1] }), `${TREES}.0`],
    ['a node with two parents', booster({ left_children: [1, 2, -1], right_children: [2, 2, -1] }), `${TREES}.0`],
    ['a child that is not there', booster({ right_children: [3, -1, -1] }), `${TREES}.0`],
    ['lists of several lengths', booster({ split_conditions: [1, -1] }), `${TREES}.0`],
    ['no node at all', booster({ left_children: [] }), `${TREES}.0`],
    ['a threshold without measure', booster({ split_conditions: [1e39, -1, 2] }), `${TREES}.0.split_conditions.0`],
  ])('refusal: %s, by its field', ([, change, path], { expect }) => {
    const body = { kind: 'trees', open: { learner: { ...sound, ...change } } };
    const { error } = ModelDefinition.safeParse(body);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(`open.learner.${path}`);
    expect(ModelDefinition.safeParse({ kind: 'trees', open: dumpOf([STUMP]), disable: body.open }).success).toBe(false);
  });

  test('refusal: what is stored cannot be put: it would not be known to be trees', ({ expect }) => {
    const { error } = ModelDefinition.safeParse(trained('pruned').definition);
    expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['open.learner']);
  });
});

describe('the most that trees can say', () => {
  test('happy: with everything known it is what they say; with nothing known the best of each tree', ({ expect }) => {
    const model = modelOf(storedOf(bodyOf([STUMP, STUMP])));
    expect([model.most({ x: 0 }), model.most({ x: 1 }), model.most({})]).toEqual([-2, 4, 4].map(sigmoid));
  });

  test('edge: a range leaves out what it cannot reach, but not what happens to what stays missing', ({ expect }) => {
    const rightward = modelOf(storedOf(bodyOf([{ ...STUMP, default_left: [0, 0, 0] }])));
    const leftward = modelOf(storedOf(bodyOf([STUMP])));
    const withDefault = modelOf(storedOf({ ...bodyOf([STUMP]), defaults: { x: 5 } }));
    const below = { x: [0, 0.5] } as const;
    expect([rightward, leftward, withDefault].map((model) => model.most({}, below))).toEqual([2, -1, 2].map(sigmoid));
    expect([rightward, leftward, withDefault].map((model) => model.most({ x: 0 }, below))).toEqual(
      [-1, -1, -1].map(sigmoid),
    );
  });

  const number = fc.oneof(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  test.for(NAMES)('law: %s: no value of what is missing leads to more', (name, { expect }) => {
    const model = modelOf(trained(name).definition);
    const pick = fc.record(
      Object.fromEntries(
        model.features.map((feature) => [
          feature,
          fc.record({ value: number, other: number, is: fc.constantFrom('known', 'found', 'ranged', 'missing') }),
        ]),
      ),
    );
    fc.assert(
      fc.property(pick, (picked) => {
        const entries = Object.entries(picked);
        const of = (...kinds: string[]) =>
          Object.fromEntries(entries.flatMap(([name, { is, value }]) => (kinds.includes(is) ? [[name, value]] : [])));
        const ranges = Object.fromEntries(
          entries.flatMap(([name, { is, value, other }]) =>
            is === 'ranged' ? [[name, [Math.min(value, other), Math.max(value, other)] as const]] : [],
          ),
        );
        const most = model.most(of('known'), ranges);
        expect(most).toBeGreaterThanOrEqual(model.open(of('known', 'found', 'ranged')));
        expect(most).toBeGreaterThanOrEqual(model.open(of('known', 'found')));
        expect(most).toBeLessThanOrEqual(model.most(of('known')));
        const all = of('known', 'found', 'ranged', 'missing');
        expect(model.most(all)).toBe(model.open(all));
      }),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { ModelDefinition } from '../../src/contract/model.ts';
import { modelOf } from '../../src/decide/score/model.ts';

type Logistic = Extract<ModelDefinition, { readonly kind: 'logistic' }>;
type Cross = NonNullable<Logistic['open']['crosses']>[number];

const cross = (one: string, other: string, weight: number): Cross => ({ features: [one, other], weight });
const definition = (open: Partial<Logistic['open']>, defaults: Logistic['defaults'] = {}): Logistic => ({
  kind: 'logistic',
  open: { intercept: -1, weights: {}, ...open },
  defaults,
});
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));

describe('crosses of a logistic model', () => {
  test('happy: the weight of a product, beside the weights of its parts', ({ expect }) => {
    const model = modelOf(definition({ weights: { a: 1 }, crosses: [cross('a', 'b', 0.5), cross('a', 'a', 0.25)] }));
    expect(model.features).toEqual(['a', 'b']);
    expect(model.open({ a: 2, b: 3 })).toBeCloseTo(sigmoid(-1 + 2 + 0.5 * 6 + 0.25 * 4), 12);
  });

  test('edge: it needs both, by a default too; what is missing is nothing', ({ expect }) => {
    const crosses = [cross('a', 'constructor', 3)];
    expect(modelOf(definition({ crosses })).open({ a: 2 })).toBe(sigmoid(-1));
    expect(modelOf(definition({ crosses })).open({ a: 2, constructor: Number.NaN } as never)).toBe(sigmoid(-1));
    expect(modelOf(definition({ crosses }, { constructor: 0.5 } as never)).open({ a: 2 })).toBe(sigmoid(2));
    const disable = { intercept: 0, weights: {}, crosses };
    expect(modelOf({ ...definition({}), disable }).disable({ a: 1, constructor: 1 } as never)).toBe(sigmoid(3));
  });

  test('edge: products without measure are certain, and never no number', ({ expect }) => {
    const { open } = modelOf(definition({ crosses: [cross('a', 'b', 1e300), cross('a', 'c', -1e300)] }));
    expect([open({ a: 1e300, b: 1 }), open({ a: 1e300, c: 1 }), open({ a: 1e300, b: 1, c: 1 })]).toEqual([1, 0, 0.5]);
  });

  test('refusal: of one feature, of three, and more than a hundred', ({ expect }) => {
    const body = (crosses: unknown) => ({ kind: 'logistic', open: { intercept: 0, weights: {}, crosses } });
    const wrong: [crosses: unknown, path: string][] = [
      [[{ features: ['a'], weight: 1 }], 'open.crosses.0.features'],
      [[{ features: ['a', 'b', 'c'], weight: 1 }], 'open.crosses.0.features'],
      [[{ features: ['a', ''], weight: 1 }], 'open.crosses.0.features.1'],
      [[{ features: ['a', 'b'] }], 'open.crosses.0.weight'],
      [Array(101).fill(cross('a', 'b', 1)), 'open.crosses'],
    ];
    for (const [crosses, path] of wrong) {
      const { error } = ModelDefinition.safeParse(body(crosses));
      expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    }
    expect(ModelDefinition.parse(body(Array(100).fill(cross('a', 'b', 1))))).toMatchObject({ kind: 'logistic' });
  });
});

describe('the most that a logistic model can say', () => {
  test('happy: what is known counts as it is, what has a range by its better end', ({ expect }) => {
    const model = modelOf(definition({ weights: { a: 1, b: -2 }, crosses: [cross('a', 'b', 1)] }));
    expect(model.most({ a: 1, b: 2 })).toBe(model.open({ a: 1, b: 2 }));
    // -2·b is at most 2, and a·b at most 4, of which -1 and 4 are the ends of b.
    expect(model.most({ a: 1 }, { b: [-1, 4] })).toBeCloseTo(sigmoid(-1 + 1 + 2 + 4), 12);
  });

  test('edge: without a range everything is possible, but not of what has no weight', ({ expect }) => {
    const model = modelOf(definition({ weights: { a: 1, idle: 0 }, crosses: [cross('a', 'b', 3)] }));
    expect(model.most({ a: 0 })).toBe(sigmoid(-1));
    expect(model.most({ b: 0 })).toBe(1);
    expect(model.most({ a: 1 })).toBe(1);
  });

  test('edge: what has a range may stay missing all the same', ({ expect }) => {
    const ranges = { a: [1, 2] } as const;
    expect(modelOf(definition({ weights: { a: -1 } })).most({}, ranges)).toBe(sigmoid(-1));
    expect(modelOf(definition({ weights: { a: -1 } }, { a: -3 })).most({}, ranges)).toBe(sigmoid(2));
  });

  test('law: no value of what is missing leads to more', ({ expect }) => {
    const number = fc.oneof(
      fc.double({ min: -3, max: 3, noNaN: true }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    );
    const names = ['a', 'b', 'c', 'd'];
    const name = fc.constantFrom(...names);
    const part = fc.record({
      intercept: number,
      weights: fc.dictionary(name, number),
      crosses: fc.array(fc.record({ features: fc.tuple(name, name).map((pair) => [...pair]), weight: number }), {
        maxLength: 4,
      }),
    });
    const feature = fc.record({ value: number, other: number, is: fc.constantFrom('known', 'found', 'ranged') });
    fc.assert(
      fc.property(
        part,
        fc.dictionary(name, number),
        fc.array(feature, { minLength: 4, maxLength: 4 }),
        (open, defaults, of) => {
          const model = modelOf({ kind: 'logistic', open, defaults });
          const entries = names.flatMap((each, index) => (of[index] ? [{ name: each, ...of[index] }] : []));
          const values = (...kinds: string[]) =>
            Object.fromEntries(
              entries.flatMap(({ name: each, is, value }) => (kinds.includes(is) ? [[each, value]] : [])),
            );
          const ranges = Object.fromEntries(
            entries.flatMap(({ name: each, is, value, other }) =>
              is === 'ranged' ? [[each, [Math.min(value, other), Math.max(value, other)] as const]] : [],
            ),
          );
          const most = model.most(values('known'), ranges);
          expect(most).toBeGreaterThanOrEqual(model.open(values('known', 'found', 'ranged')));
          expect(most).toBeGreaterThanOrEqual(model.open(values('known', 'found')));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

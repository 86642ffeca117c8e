import type { ModelDefinition } from '../../src/contract/model.ts';
import { packNodes, unpackNodes } from '../../src/contract/trees.ts';
import { modelOf } from '../../src/decide/score/model.ts';
import { linkNodes } from '../../src/decide/score/tree-nodes.ts';
import type { ScoreOrder } from './orders.ts';

const FEATURES = 50;
const TREES = 100;
const DEPTH = 6;
/** Candidates that take turns, so that no branch is learned by heart. */
const CANDIDATES = 256;

const names = Array.from({ length: FEATURES }, (_each, index) => `feature.number-${index}`);
const candidates = Array.from({ length: CANDIDATES }, (_row, row) =>
  names.map((_name, column) => noise(row * FEATURES + column)),
);
const values = candidates.map((numbers) => Object.fromEntries(names.map((name, index) => [name, numbers[index] ?? 0])));
const rows = candidates.map((numbers) => Float64Array.from(numbers));
const smallRows = candidates.map((numbers) => Float32Array.from(numbers));

const definitions = { logistic: logisticModel(), trees: treesModel() } satisfies Record<string, ModelDefinition>;

/** Scores so many candidates, by the product or in a bare loop over the same weights; answers the sum of what came out. */
export async function scoreMany(request: Request): Promise<Response> {
  const { model, by, count } = await request.json<ScoreOrder>();
  const score = by === 'product' ? byProduct(model) : bare[model]();
  let sum = 0;
  for (let index = 0; index < count; index++) sum += score(index % CANDIDATES);
  return Response.json({ mean: sum / count });
}

function byProduct(kind: ScoreOrder['model']): (candidate: number) => number {
  const definition = { ...definitions[kind], name: kind, version: 1, digest: `bench ${kind}` };
  return (candidate) => modelOf(definition).open(values[candidate] ?? {});
}

/** The same weights and nodes in typed arrays, features by their place: what no scoring by name can be faster than. */
const bare = {
  logistic() {
    const weights = Float64Array.from(Object.values(definitions.logistic.open.weights));
    return (candidate: number) => {
      const row = rows[candidate] as Float64Array;
      let sum = 0;
      for (let index = 0; index < FEATURES; index++) sum += (weights[index] as number) * (row[index] as number);
      return 1 / (1 + Math.exp(-sum));
    };
  },
  trees() {
    const { splits, values: numbers, rights, roots } = linkNodes(definitions.trees.open);
    return (candidate: number) => {
      const row = smallRows[candidate] as Float32Array;
      let sum = 0;
      for (let tree = 0; tree < roots.length; tree++) {
        let node = roots[tree] as number;
        for (let split = splits[node] as number; split >= 0; split = splits[node] as number) {
          node = (row[split >> 1] as number) < (numbers[node] as number) ? node + 1 : (rights[node] as number);
        }
        sum += numbers[node] as number;
      }
      return 1 / (1 + Math.exp(-sum));
    };
  },
};

function logisticModel() {
  const weights = Object.fromEntries(names.map((name, index) => [name, noise(index + 0.5)]));
  return { kind: 'logistic', open: { intercept: 0, weights }, defaults: {} } as const satisfies ModelDefinition;
}

/** Full trees: 63 splits and 64 leaves each. */
function treesModel() {
  const splits: number[] = [];
  const numbers: number[] = [];
  const grow = (depth: number) => {
    const seed = splits.length;
    splits.push(depth === 0 ? -1 : 2 * Math.floor(((noise(seed) + 1) / 2) * FEATURES));
    numbers.push(noise(seed + 0.25) / (depth === 0 ? TREES : 1));
    if (depth === 0) return;
    grow(depth - 1);
    grow(depth - 1);
  };
  for (let tree = 0; tree < TREES; tree++) grow(DEPTH);
  const packed = packNodes({ splits: Int16Array.from(splits), values: Float32Array.from(numbers) });
  if (unpackNodes(packed).splits.length !== TREES * (2 ** (DEPTH + 1) - 1)) throw new Error('The trees are not full');
  return {
    kind: 'trees',
    open: { base: 0, features: names, ...packed },
    defaults: {},
  } as const satisfies ModelDefinition;
}

/** −1..1, always the same for a seed. */
function noise(seed: number): number {
  const wave = Math.sin(seed * 12.9898 + 78.233) * 43_758.5453;
  return 2 * (wave - Math.floor(wave)) - 1;
}

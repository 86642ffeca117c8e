import type { ModelDefinition } from '../../contract/model.ts';
import type { Trees } from '../../contract/trees.ts';
import { isOfMember } from '../features/feature-names.ts';
import type { Model } from './model.ts';
import { mostProbabilityOf, probabilityOf } from './probability.ts';
import { linkNodes } from './tree-nodes.ts';
import { numberOf, type Ranges, rangeOf, type Values } from './values.ts';

type Definition = Extract<ModelDefinition, { readonly kind: 'trees' }>;

/**
 * Gradient-boosted trees: `p = sigmoid(base + Σ leaf)`. A feature that is missing has its default of the model; without
 * one it goes, at each split, where the training sent what was missing.
 *
 * Seed: XGBoost, whose predictions it repeats: thresholds, values and sums are float32, in the order of the trees.
 */
export function trees({ open, disable, defaults }: Definition): Model {
  const opens = compile(open, defaults);
  const disables = disable && compile(disable, defaults);
  return {
    features: [...new Set([...open.features, ...(disable?.features ?? [])])],
    openFeatures: open.features,
    // What the event says may be anything in a bound, so that it goes for every event.
    crossed: [],
    open: (values) => probabilityOf(opens.logit(values)),
    disable: (values) => disables && probabilityOf(disables.logit(values)),
    most: (values, ranges = {}) => mostProbabilityOf(opens.mostLogit(values, ranges)),
    // The sums of trees cannot be told apart: all of it is the member's part.
    known: () => 0,
    bound: (values, ranges) => opens.mostLogit(ofMember(values), ranges),
  };
}

function ofMember(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isOfMember(name)));
}

function compile(packed: Trees, defaults: Values) {
  const { features, base } = packed;
  const { splits, values: numbers, rights, roots } = linkNodes(packed);
  const missing = features.map((name) => numberOf(defaults, name));
  // Written anew by each call, which runs to its end before the next: no prediction makes lists of its own.
  const given = new Float32Array(features.length);
  const least = new Float32Array(features.length);
  const most = new Float32Array(features.length);
  const best = new Float32Array(splits.length);

  function logit(values: Values): number {
    for (let index = 0; index < features.length; index++) {
      given[index] = numberOf(values, features[index] as string) ?? missing[index] ?? Number.NaN;
    }
    let sum = base;
    for (let tree = 0; tree < roots.length; tree++) sum = Math.fround(sum + leafFrom(roots[tree] as number));
    return sum;
  }

  function leafFrom(root: number): number {
    let node = root;
    for (let split = splits[node] as number; split >= 0; split = splits[node] as number) {
      const value = given[split >> 1] as number;
      const goesLeft = Number.isNaN(value) ? (split & 1) === 1 : value < (numbers[node] as number);
      node = goesLeft ? node + 1 : (rights[node] as number);
    }
    return numbers[node] as number;
  }

  /** The best leaf of each tree that can be reached at all: of a split that cannot be told, the better side. */
  function mostLogit(values: Values, ranges: Ranges): number {
    for (const [index, name] of features.entries()) {
      [least[index], most[index]] = rangeOf(name, values, ranges, missing[index]) as [number, number];
    }
    const staysMissing = features.map((name, index) => (numberOf(values, name) ?? missing[index]) === undefined);
    // From the last node to the first: what is below a split comes after it.
    for (let node = splits.length - 1; node >= 0; node--) {
      const split = splits[node] as number;
      const [feature, number] = [split >> 1, numbers[node] as number];
      if (split < 0) {
        best[node] = number;
        continue;
      }
      const isMissing = staysMissing[feature] === true;
      const left = (least[feature] as number) < number || (isMissing && (split & 1) === 1);
      const right = (most[feature] as number) >= number || (isMissing && (split & 1) === 0);
      best[node] = Math.max(
        left ? (best[node + 1] as number) : Number.NEGATIVE_INFINITY,
        right ? (best[rights[node] as number] as number) : Number.NEGATIVE_INFINITY,
      );
    }
    let sum = base;
    for (const root of roots) sum = Math.fround(sum + (best[root] as number));
    return sum;
  }

  return { logit, mostLogit };
}

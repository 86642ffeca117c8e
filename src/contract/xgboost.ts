import { z } from '@hono/zod-openapi';
import { Feature, MOST_FEATURES } from './feature.ts';
import { LEAF, packNodes, type Trees } from './trees.ts';

/** Trees of one booster, and nodes of all of them. */
const MOST_TREES = 500;
const MOST_NODES = 10_000;

/** A node of a tree, by the number of its feature; a leaf has none. */
interface Node {
  readonly feature?: number;
  readonly missingGoesLeft: boolean;
  readonly value: number;
}

type Context = z.RefinementCtx;

const Tree = z.object({
  left_children: z.array(z.int()),
  right_children: z.array(z.int()),
  split_indices: z.array(z.int().min(0)),
  split_conditions: z.array(z.number()),
  default_left: z.array(z.int()),
  split_type: z.array(z.literal(0, 'must be 0: categorical splits are not read')).optional(),
});

const Learner = z.object(
  {
    objective: z.object({ name: z.literal('binary:logistic', 'must be binary:logistic, which tells a probability') }),
    learner_model_param: z.object({
      base_score: z.string().refine((score) => isProbability(Number(score)), 'must be between 0 and 1'),
      num_class: z.enum(['0', '1'], 'must be 0: several classes are not read').optional(),
      num_target: z.enum(['0', '1'], 'must be 1: several targets are not read').optional(),
    }),
    feature_names: z.array(z.string()).default([]).openapi({ description: 'when empty: f0, f1 …' }),
    gradient_booster: z.object({
      name: z.literal('gbtree', 'must be gbtree: dart and linear boosters are not read'),
      model: z.object({
        tree_info: z.array(z.literal(0, 'must be 0: several classes are not read')),
        trees: z.array(Tree.transform(inPreorder)).max(MOST_TREES),
      }),
    }),
  },
  'must be there: this takes the whole of what `save_model` of XGBoost writes as JSON',
);

/**
 * What `booster.save_model('model.json')` of XGBoost 1.7 writes, for a `binary:logistic` objective; it becomes the trees
 * that are scored. What scoring does not need is let go of. All trees are summed, as `booster.predict` does.
 *
 * Seed: the JSON schema in XGBoost's documentation, "Introduction to Model IO".
 */
export const XgboostModel = z
  .object({ learner: Learner })
  .openapi('XgboostModel', { description: 'what save_model of XGBoost 1.7 writes as JSON; other fields are ignored' })
  .transform(({ learner }, context) => treesOf(learner, context));

function treesOf(learner: z.infer<typeof Learner>, context: Context): Trees {
  const { learner_model_param, feature_names, gradient_booster } = learner;
  const nodes = gradient_booster.model.trees.flat();
  const numbers = [...new Set(nodes.flatMap(({ feature }) => (feature === undefined ? [] : [feature])))];
  const named = (feature: number) => (feature_names.length === 0 ? `f${feature}` : feature_names[feature]);
  const features = numbers.map((feature) => Feature.safeParse(named(feature)));
  if (nodes.length > MOST_NODES) {
    return refuse(context, ['learner', 'gradient_booster', 'model', 'trees'], `at most ${MOST_NODES} nodes in all`);
  }
  if (numbers.length > MOST_FEATURES) {
    return refuse(context, ['learner', 'feature_names'], `at most ${MOST_FEATURES} features may be used`);
  }
  const unnamed = features.findIndex(({ success }) => !success);
  if (unnamed >= 0) {
    const path = ['learner', 'feature_names', numbers[unnamed] ?? 0];
    return refuse(context, path, 'is used by a split: must be a name of 1–128 characters');
  }
  const indexes = new Map(numbers.map((feature, index) => [feature, index]));
  return {
    base: logitOf(Number(learner_model_param.base_score)),
    features: features.flatMap(({ data }) => data ?? []),
    ...packNodes({
      splits: Int16Array.from(nodes, (node) => splitOf(node, indexes)),
      values: Float32Array.from(nodes, ({ value }) => value),
    }),
  };
}

function splitOf({ feature, missingGoesLeft }: Node, indexes: ReadonlyMap<number, number>): number {
  return feature === undefined ? LEAF : 2 * (indexes.get(feature) ?? 0) + (missingGoesLeft ? 1 : 0);
}

/** The nodes that are reached from the root: pruned ones stay in a dump, and are left behind here. */
function inPreorder(tree: z.infer<typeof Tree>, context: Context): Node[] {
  const nodes: Node[] = [];
  const reached = new Set<number>();
  const ahead = [0];
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    const [left, right] = [tree.left_children[at], tree.right_children[at]];
    const [feature, value] = [tree.split_indices[at], tree.split_conditions[at]];
    const missingGoesLeft = tree.default_left[at] === 1;
    if (left === undefined || right === undefined || feature === undefined || value === undefined || reached.has(at)) {
      return refuse(context, [], `is not a tree: node ${at} is missing, or has two parents`);
    }
    if (!Number.isFinite(Math.fround(value))) {
      return refuse(context, ['split_conditions', at], 'must fit into a float32');
    }
    reached.add(at);
    const isLeaf = left === LEAF;
    nodes.push({ missingGoesLeft, value, ...(isLeaf ? {} : { feature }) });
    if (!isLeaf) ahead.push(right, left);
  }
  return nodes;
}

function isProbability(score: number): boolean {
  return Math.fround(score) > 0 && Math.fround(score) < 1;
}

/** A dump holds the probability; trees start from its log-odds. Rounded after each step, as XGBoost does. */
function logitOf(probability: number): number {
  return Math.fround(-Math.log(Math.fround(Math.fround(1 / Math.fround(probability)) - 1)));
}

function refuse(context: Context, path: PropertyKey[], message: string): never {
  context.addIssue({ code: 'custom', path, message });
  return z.NEVER;
}

import { z } from '@hono/zod-openapi';
import { ByFeature, Feature } from './feature.ts';
import { Identifier, Seconds } from './identifier.ts';
import { Trees } from './trees.ts';
import { XgboostModel } from './xgboost.ts';

const Cross = z.strictObject({ features: z.array(Feature).length(2), weight: z.number() }).openapi('Cross');
const Weights = z
  .strictObject({
    intercept: z.number(),
    weights: ByFeature,
    crosses: z.array(Cross).max(100).optional().openapi({ description: 'weights of products of two features' }),
  })
  .openapi('Weights');

/** Datasets that a model may ask to be fresh. */
const MOST_DATASETS = 20;

/** What of a model is not scored with: how fresh its features have to be, and how much is kept to train the next one. */
const around = {
  maxAge: z
    .record(Identifier, Seconds)
    .refine((ages) => Object.keys(ages).length <= MOST_DATASETS, `at most ${MOST_DATASETS} datasets`)
    .optional()
    .openapi({ description: 'seconds, by dataset: features of one that was pushed longer ago count as missing' }),
  record: z.number().min(0).max(1).optional().openapi({
    description: 'share of the candidates whose feature values are kept in their trace, as rows to train by; 0',
  }),
};

const PARTS = '`open`: that the member opens it; `disable`: that it makes them turn the type off';
const logistic = {
  kind: z.literal('logistic'),
  open: Weights,
  disable: Weights.optional(),
  defaults: ByFeature.default({}).openapi({ description: 'of features that are missing; else 0' }),
  ...around,
};
const boosted = {
  kind: z.literal('trees'),
  defaults: ByFeature.default({}).openapi({ description: 'of features that are missing; else as each split says' }),
  ...around,
};
/** What a stored version has beside its definition. */
const stamp = { name: Identifier, version: z.number().int(), updatedAt: z.string() };

/** A logistic regression: `p = 1 / (1 + exp(-(intercept + Σ weight · feature + Σ weight · feature · feature)))`. */
const LogisticModel = z.strictObject(logistic).openapi('LogisticModel', { description: PARTS });
const StoredLogisticModel = z
  .strictObject({ ...logistic, ...stamp })
  .openapi('StoredLogisticModel', { description: PARTS });

/** Gradient-boosted trees: as they are trained, and what is stored of that. */
const TreesModel = z
  .strictObject({ ...boosted, open: XgboostModel, disable: XgboostModel.optional() })
  .openapi('TreesModel', { description: PARTS });
const StoredTreesModel = z
  .strictObject({ ...boosted, open: Trees, disable: Trees.optional(), ...stamp })
  .openapi('StoredTreesModel', { description: PARTS });

/** What a producer registers by `PUT /v1/models/{name}`; the type is what it becomes, which is stored and travels. */
export const ModelDefinition = z.discriminatedUnion('kind', [LogisticModel, TreesModel]).openapi('ModelDefinition');
export type ModelDefinition = z.infer<typeof ModelDefinition>;

/** The stored version of a model: what a candidate was scored by. */
export const StoredModel = z.discriminatedUnion('kind', [StoredLogisticModel, StoredTreesModel]).openapi('StoredModel');
export type StoredModel = z.infer<typeof StoredModel>;

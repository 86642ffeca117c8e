import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

const Feature = z.string().min(1).max(128);
const ByFeature = z
  .record(Feature, z.number())
  .refine((numbers) => Object.keys(numbers).length <= 200, 'at most 200 features');
const Weights = z.strictObject({ intercept: z.number(), weights: ByFeature }).openapi('Weights');

/** A logistic regression: `p = 1 / (1 + exp(-(intercept + Σ weight · feature)))`. */
export const LogisticModel = z
  .strictObject({
    kind: z.literal('logistic'),
    open: Weights.openapi({ description: 'that the member opens it' }),
    disable: Weights.optional().openapi({ description: 'that it makes them turn the type off' }),
    defaults: ByFeature.default({}).openapi({ description: 'of features that are missing; else 0' }),
  })
  .openapi('LogisticModel');

/** What a producer registers by `PUT /v1/models/{name}`. */
export const ModelDefinition = z.discriminatedUnion('kind', [LogisticModel]).openapi('ModelDefinition');
export type ModelDefinition = z.infer<typeof ModelDefinition>;

/** The stored version of a model: what a candidate was scored by. */
export const StoredModel = LogisticModel.extend({
  name: Identifier,
  version: z.number().int(),
  updatedAt: z.string(),
}).openapi('StoredModel');
export type StoredModel = z.infer<typeof StoredModel>;

import { z } from '@hono/zod-openapi';

/** Features that one model may use. */
export const MOST_FEATURES = 200;

/** What a model calls a number that it is given, such as `item.likes`. */
export const Feature = z.string().min(1).max(128);

/** A number for each feature. */
export const ByFeature = z
  .record(Feature, z.number())
  .refine((numbers) => Object.keys(numbers).length <= MOST_FEATURES, `at most ${MOST_FEATURES} features`);

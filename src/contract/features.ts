import { z } from '@hono/zod-openapi';
import { ByFeature } from './feature.ts';
import { Identifier } from './identifier.ts';
import { BulkAnswer } from './page.ts';

/** Of the history of an actor: a dataset of such a name would hide it. */
const TAKEN: ReadonlySet<string> = new Set(['sent', 'shown', 'seen', 'opened', 'dismissed']);

/** What pushes of features that belong together are called; no dot, since names of features are made of it. */
export const DatasetName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,63}$/, 'must be up to 64 lower-case letters, digits and dashes, a letter first')
  .refine((name) => !TAKEN.has(name), 'is the name of a part of the history')
  .openapi({ example: 'affinity' });

/**
 * Numbers of a member (`recipient.…`), of a member towards an actor, entity or item (`edge.…`), or of one of those alone
 * (`actor.…`, `entity.…`, `item.…`). Without numbers: the row goes.
 */
export const FeatureLine = z
  .strictObject({
    member: Identifier.optional(),
    actor: Identifier.optional(),
    entity: Identifier.optional(),
    item: Identifier.optional(),
    features: ByFeature,
    strength: z.number().min(0).max(1).optional().openapi({
      description: 'of an edge: which rows stay when a member has more of them than are kept; 1 when not told',
    }),
  })
  .refine(({ actor, entity, item }) => [actor, entity, item].filter((each) => each !== undefined).length <= 1, {
    message: 'name one actor, entity or item at the most',
    path: ['actor'],
  })
  .refine(({ member, actor, entity, item }) => (member ?? actor ?? entity ?? item) !== undefined, {
    message: 'name a member, or an actor, entity or item, or a member and one of those',
    path: ['member'],
  })
  .openapi('FeatureLine');
export type FeatureLine = z.infer<typeof FeatureLine>;

/** Query of `PUT /v1/features/{dataset}`. */
export const FeaturePush = z
  .object({
    mode: z.enum(['delta', 'full']).default('delta').openapi({
      description: '`delta` changes the rows it names; `full` is the whole dataset and retires what it does not name',
    }),
    push: Identifier.optional().openapi({
      description: 'with `full`: the id, new for every push, that joins several requests to one',
    }),
    last: z.enum(['true', 'false']).optional().openapi({
      description: 'with `push`: nothing follows, what was not named is retired',
    }),
  })
  .refine(({ mode, push }) => push === undefined || mode === 'full', {
    message: 'goes with mode=full only',
    path: ['push'],
  })
  .refine(({ push, last }) => last === undefined || push !== undefined, {
    message: 'goes with `push` only',
    path: ['last'],
  });
export type FeaturePush = z.infer<typeof FeaturePush>;

/** Answer of a push: what was taken, and what that came to. */
export const FeatureAnswer = z
  .object({
    ...BulkAnswer.shape,
    version: z.number().int().openapi({ description: 'whole pushes of the dataset so far' }),
    written: z.number().int().openapi({ description: 'rows that are new or other than before' }),
    unchanged: z.number().int().openapi({ description: 'rows that are as they were; nobody was asked' }),
    retired: z.number().int().openapi({ description: 'rows that are gone' }),
  })
  .openapi('FeatureAnswer');
export type FeatureAnswer = z.infer<typeof FeatureAnswer>;

/** A dataset of a list. */
export const DatasetEntry = z
  .object({
    dataset: z.string(),
    version: z.number().int(),
    updatedAt: z.string().nullable().openapi({ description: 'of the last whole push; null before the first' }),
    age: z.number().int().nullable().openapi({ description: 'seconds since then' }),
  })
  .openapi('DatasetEntry');
export type DatasetEntry = z.infer<typeof DatasetEntry>;

/** `GET /v1/features/{dataset}`. */
export const DatasetView = z
  .object({
    ...DatasetEntry.shape,
    members: z.number().int().openapi({ description: 'who have rows' }),
    rows: z.number().int().openapi({ description: 'of members and of their edges' }),
    subjects: z.number().int().openapi({ description: 'rows of actors, entities and items' }),
  })
  .openapi('DatasetView');
export type DatasetView = z.infer<typeof DatasetView>;

import { z } from '@hono/zod-openapi';

/**
 * A fact that somebody else knows (a sender's reputation, say), asked for once an event, before anybody is offered it.
 * It is posted `{event: {id, source, type, data}}` and answers `{features: {name: number}}`.
 */
export const Enricher = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a word such as reputation'),
    url: z.url({ protocol: /^https?$/ }).max(2_000),
    timeout: z.number().int().min(10).max(5_000).default(500).openapi({ description: 'ms' }),
    cache: z.number().int().min(0).max(86_400).default(60).openapi({ description: 'seconds that an answer is kept' }),
    onFailure: z.enum(['open', 'closed']).default('open').openapi({
      description: '`open` goes on without the fact; `closed` drops the event for everybody, and says so',
    }),
  })
  .openapi('Enricher');
export type Enricher = z.infer<typeof Enricher>;

/** What an enricher answers; they become the features `fact.NAME` of the event. */
export const EnricherAnswer = z
  .object({
    features: z
      .record(z.string().min(1).max(128), z.number())
      .refine((features) => Object.keys(features).length <= 50, 'at most 50'),
  })
  .openapi('EnricherAnswer');
export type EnricherAnswer = z.infer<typeof EnricherAnswer>;

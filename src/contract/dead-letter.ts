import { z } from '@hono/zod-openapi';

/** What could not be done, kept until an operator replays it. */
export const DeadLetter = z
  .object({
    id: z.string(),
    kind: z.enum(['slice', 'batch', 'events', 'lift', 'deliver', 'webhook']),
    lane: z.string(),
    reason: z.string(),
    at: z.string(),
    message: z.record(z.string(), z.unknown()),
    replayedAt: z.string().nullable(),
  })
  .openapi('DeadLetter');
export type DeadLetter = z.infer<typeof DeadLetter>;

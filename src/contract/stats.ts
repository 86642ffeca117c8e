import { z } from '@hono/zod-openapi';

const Tally = z.record(z.string(), z.number().int());

/** `GET /v1/stats`: counts of a tenant's events, of all or of one source. */
export const Stats = z
  .object({
    events: z.number().int(),
    pending: z.number().int().openapi({ description: 'events whose recipients have not all decided yet' }),
    decisions: Tally,
    reasons: Tally,
    deliveries: Tally,
  })
  .openapi('Stats');
export type Stats = z.infer<typeof Stats>;

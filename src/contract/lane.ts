import { z } from '@hono/zod-openapi';

/** A priority class with its own queue, so that a fan-out to millions never stands before a message to one. */
export const Lane = z.enum(['urgent', 'live', 'bulk']).openapi('Lane');
export type Lane = z.infer<typeof Lane>;

import { z } from '@hono/zod-openapi';
import { FieldError } from './problem.ts';
import { wholeNumber } from './whole-number.ts';

/** Query of every list: how many, and the opaque place to go on from. */
export const PageQuery = z.object({
  limit: wholeNumber(200).default(50).openapi({ description: 'how many items at the most' }),
  cursor: z.string().max(512).optional().openapi({ description: 'the `next` of the page before' }),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** A page of a list; `next` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Answer of a bulk write: good lines are kept, bad lines are listed, and one never fails the other. */
export const BulkAnswer = z
  .object({
    accepted: z.number().int(),
    rejected: z.array(z.object({ index: z.number().int(), errors: z.array(FieldError) })),
  })
  .openapi('BulkAnswer');
export type BulkAnswer = z.infer<typeof BulkAnswer>;

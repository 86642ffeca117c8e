import { z } from '@hono/zod-openapi';

/** One fault of a request body: where (a JSON path such as `data.item.id`) and what to do about it. */
export const FieldError = z.object({ path: z.string(), message: z.string() }).openapi('FieldError');
export type FieldError = z.infer<typeof FieldError>;

/** RFC 9457 problem details; the body of every error answer, as `application/problem+json`. */
export const Problem = z
  .object({
    type: z.string().openapi({ example: 'urn:tower:problem:invalid-request' }),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(FieldError).optional(),
  })
  .openapi('Problem');
export type Problem = z.infer<typeof Problem>;

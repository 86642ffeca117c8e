import type { z } from '@hono/zod-openapi';
import { Identifier } from '../contract/identifier.ts';
import { fieldErrors } from './body.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';

/** A path parameter that is an id. */
export function readId(context: Ctx, name: string): string {
  const result = Identifier.safeParse(context.req.param(name));
  if (result.success) return result.data;
  throw new Refused({ kind: 'invalid', errors: [{ path: name, message: result.error.issues[0]?.message ?? '' }] });
}

/** The query by its schema. */
export function readQuery<Schema extends z.ZodType>(context: Ctx, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(context.req.query());
  if (result.success) return result.data;
  throw new Refused({ kind: 'invalid', errors: fieldErrors(result.error) });
}

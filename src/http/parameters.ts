import type { z } from '@hono/zod-openapi';
import { Identifier } from '../contract/identifier.ts';
import { isEventId } from '../platform/event-id.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';
import { fieldErrors } from './field-errors.ts';

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

/** The cursor of a list, as far as it is one that the list has given. */
export function checkCursor(cursor: string | undefined, isOfList: (cursor: string) => boolean): void {
  if (cursor === undefined || isOfList(cursor)) return;
  throw new Refused({ kind: 'invalid', errors: [{ path: 'cursor', message: 'is not a `next` of this list' }] });
}

/** A member of a body that has to be the id of an event, as timelines give them. */
export function checkEventId(path: string, id: string): void {
  if (isEventId(id)) return;
  throw new Refused({ kind: 'invalid', errors: [{ path, message: 'is not the id of an entry' }] });
}

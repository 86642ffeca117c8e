import type { z } from '@hono/zod-openapi';
import { Identifier } from '../contract/identifier.ts';
import { isEventId } from '../platform/event-id.ts';
import type { Ctx } from './context.ts';
import { Refused } from './failure.ts';
import { fieldErrors, inOurWords } from './field-errors.ts';

/** A path parameter that is an id. */
export function readId(context: Ctx, name: string): string {
  return readParameter(context, name, Identifier);
}

/** A path parameter by its schema. */
export function readParameter(context: Ctx, name: string, schema: z.ZodType<string>): string {
  // The router takes an escape that is none as it stands: it would be another id than was meant.
  if (!isDecodable(context.req.url)) throw invalid(name, 'must be percent-encoded UTF-8');
  const result = schema.safeParse(context.req.param(name));
  if (result.success) return result.data;
  throw invalid(name, result.error.issues[0]?.message ?? '');
}

/** Whether every escape in the path of a URL is one of UTF-8. */
function isDecodable(url: string): boolean {
  if (!url.includes('%')) return true;
  try {
    decodeURIComponent(new URL(url).pathname);
    return true;
  } catch {
    return false;
  }
}

/** The query by its schema. */
export function readQuery<Schema extends z.ZodType>(context: Ctx, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(context.req.query(), inOurWords);
  if (result.success) return result.data;
  throw new Refused({ kind: 'invalid', errors: fieldErrors(result.error) });
}

/** The cursor of a list, as far as it is one that the list has given. */
export function checkCursor(cursor: string | undefined, isOfList: (cursor: string) => boolean): void {
  if (cursor === undefined || isOfList(cursor)) return;
  throw invalid('cursor', 'is not a `next` of this list');
}

/** The same of a list that is one page, whose `next` is null. */
export function checkNoCursor(context: Ctx): void {
  checkCursor(context.req.query('cursor'), () => false);
}

/** A member of a body that has to be the id of an event, as timelines give them. */
export function checkEventId(path: string, id: string): void {
  if (isEventId(id)) return;
  throw invalid(path, 'is not the id of an entry');
}

function invalid(path: string, message: string): Refused {
  return new Refused({ kind: 'invalid', errors: [{ path, message }] });
}

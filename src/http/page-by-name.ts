import { PageQuery } from '../contract/page.ts';
import type { Ctx } from './context.ts';
import { checkCursor, readQuery } from './parameters.ts';

/** What stands before the name in a cursor. */
const MARK = 'after/';

/** So many items after a name; `next` is the name of the last one, or null at the end. */
type ReadPage<Item> = (after: string, limit: number) => Promise<{ items: Item[]; next: string | null }>;

/**
 * The page that a request asks for, of a list in the order of its names. A cursor is known by its form: to look for the
 * name in it would refuse one whose item was removed since.
 */
export async function pageByName<Item>(context: Ctx, readPage: ReadPage<Item>) {
  const { limit, cursor } = readQuery(context, PageQuery);
  checkCursor(cursor, (given) => given.startsWith(MARK) && given !== MARK);
  const { items, next } = await readPage(cursor?.slice(MARK.length) ?? '', limit);
  return { items, next: next === null ? null : `${MARK}${next}` };
}

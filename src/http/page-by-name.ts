import { PageQuery } from '../contract/page.ts';
import type { Ctx } from './context.ts';
import { checkCursor, readQuery } from './parameters.ts';

/** What stands before the name in a cursor. */
const MARK = 'after/';

/** A list that is in the order of its names. */
interface ByName<Item> {
  /** So many items after a name; `next` is the name of the last one, or null at the end. */
  readonly page: (after: string, limit: number) => Promise<{ items: Item[]; next: string | null }>;
  readonly isKnown: (name: string) => Promise<boolean>;
}

/**
 * The page that a request asks for. A cursor is known by its form: to look for the name in it would refuse one whose
 * item was removed since. Cursors that were a name and nothing else are taken while there is such an item.
 */
export async function pageByName<Item>(
  context: Ctx,
  { page, isKnown }: ByName<Item>,
): Promise<{ items: Item[]; next: string | null }> {
  const { limit, cursor } = readQuery(context, PageQuery);
  const isPlain = cursor !== undefined && !cursor.startsWith(MARK) && (await isKnown(cursor));
  checkCursor(cursor, (given) => isPlain || (given.startsWith(MARK) && given !== MARK));
  const { items, next } = await page(isPlain ? cursor : (cursor?.slice(MARK.length) ?? ''), limit);
  return { items, next: next === null ? null : `${MARK}${next}` };
}

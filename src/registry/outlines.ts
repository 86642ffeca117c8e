import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';
import type { TypeOutline } from './type-outline.ts';

/** How long another isolate may go on with what it read of a tenant's types, ms. */
const FRESH_FOR = 5_000;
/** Types read in one call, and in all: more than that no page can show. */
const PAGE = 500;
const MOST_OUTLINES = 1_000;

const outlines = isolateCache<readonly TypeOutline[]>(FRESH_FOR, 200);

/** The types of a tenant by name, at most a few seconds old; the first 1,000 of a tenant with more. */
export async function outlinesOf(stubs: Stubs, tenant: string, now: number): Promise<readonly TypeOutline[]> {
  return (await outlines.get(objectName(tenant), now, () => readAll(stubs))) ?? [];
}

async function readAll(stubs: Stubs): Promise<TypeOutline[]> {
  const all: TypeOutline[] = [];
  for (let after: string | null = ''; after !== null && all.length < MOST_OUTLINES; ) {
    const { items, next }: { items: TypeOutline[]; next: string | null } = await stubs
      .tenant()
      .typeOutlines(after, PAGE);
    all.push(...items);
    after = next;
  }
  return all;
}

import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from '../registry/isolate-cache.ts';

/** How long another isolate may go on with what it read of a tenant's datasets, ms. */
const FRESH_FOR = 5_000;

/** When the last whole push of each dataset ended, ms since the epoch. */
const known = isolateCache<ReadonlyMap<string, number>>(FRESH_FOR, 1_000);

/**
 * Those of the datasets that are older than a model allows (`maxAge`: seconds by dataset), or were never pushed, in
 * order of their names. At most a few seconds behind.
 */
export async function staleDatasets(
  stubs: Stubs,
  tenant: string,
  maxAge: Readonly<Record<string, number>>,
  now: number,
): Promise<string[]> {
  const named = Object.entries(maxAge);
  if (named.length === 0) return [];
  const updated = await known.get(objectName(tenant), now, async () => {
    const datasets = await stubs.features(0).datasets();
    return new Map(datasets.flatMap(({ name, updatedAt }) => (updatedAt === null ? [] : [[name, updatedAt]])));
  });
  const isStale = ([name, seconds]: [string, number]) => {
    const at = updated?.get(name);
    return at === undefined || now - at > seconds * 1_000;
  };
  return named
    .filter(isStale)
    .map(([name]) => name)
    .sort();
}

/** Forgets what this isolate holds of a tenant's datasets, so that its next event knows of its own push. */
export function datasetsChanged(tenant: string): void {
  known.forget(objectName(tenant));
}

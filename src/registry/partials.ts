import type { Partials } from '../contract/template.ts';
import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';

/** How long another isolate may go on with what it read of a tenant's partials, ms. */
const FRESH_FOR = 5_000;

const partials = isolateCache<Partials>(FRESH_FOR, 200);

/** The partials of a tenant, at most a few seconds old. */
export async function partialsOf(stubs: Stubs, tenant: string, now: number): Promise<Partials> {
  return (await partials.get(objectName(tenant), now, () => stubs.tenant().partials())) ?? {};
}

/** Forgets what this isolate holds of a tenant's partials, so that its next event uses the new ones. */
export function partialsChanged(tenant: string): void {
  partials.forget(objectName(tenant));
}

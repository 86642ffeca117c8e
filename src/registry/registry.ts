import type { StoredType } from '../contract/notification-type.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { sha256Hex } from '../platform/hash.ts';
import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';
import type { Authorization } from './tenant.ts';

/** How long another isolate may go on with what it read of a tenant, ms. */
const FRESH_FOR = 5_000;

const types = isolateCache<StoredType>(FRESH_FOR, 5_000);
const authorizations = isolateCache<Authorization>(FRESH_FOR, 5_000);
const settings = isolateCache<TenantSettings>(FRESH_FOR, 1_000);

/** The newest version of a type, at most a few seconds old; undefined when it is not registered. */
export function typeOf(stubs: Stubs, tenant: string, name: string, now: number): Promise<StoredType | undefined> {
  return types.get(objectName(tenant, name), now, () => stubs.tenant().type(name));
}

/** What a key may do; undefined for a key that is not known. The registry knows only its hash. */
export function authorizationOf(stubs: Stubs, tenant: string, key: string, now: number) {
  return authorizations.get(objectName(tenant, key), now, () => stubs.tenant().authorize(sha256Hex(key)));
}

/** The settings of a tenant; undefined when it does not exist. */
export function settingsOf(stubs: Stubs, tenant: string, now: number): Promise<TenantSettings | undefined> {
  return settings.get(objectName(tenant), now, () => stubs.tenant().settings());
}

/** Forgets what this isolate holds of a tenant, so that its next request sees its own change. */
export function tenantChanged(tenant: string): void {
  types.forget(`${objectName(tenant)}/`);
  authorizations.forget(`${objectName(tenant)}/`);
  settings.forget(objectName(tenant));
}

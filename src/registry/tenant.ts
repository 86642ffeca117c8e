import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/tenant/migrations.js';
import { toInstant } from '../contract/identifier.ts';
import type { StoredType, TypeDefinition } from '../contract/notification-type.ts';
import type { KeyView, Scope, TenantSettings } from '../contract/tenant.ts';
import type { Environment } from '../platform/environment.ts';
import { isMigrated, migrate } from '../platform/migrate.ts';
import { type KeyRow, Store, type TypeRow } from './store.ts';

/** What a valid key stands for. */
export interface Authorization {
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  readonly settings: TenantSettings;
}

/**
 * The registry of one tenant: settings, keys and types. A tenant that was never created has no tables, so a made-up
 * tenant name in a key writes nothing.
 */
export class Tenant extends DurableObject<Environment> {
  #opened: Store | undefined;

  /** Creates the tenant or changes its settings, and adds a key; only the key's hash comes here. */
  create(settings: TenantSettings | undefined, key: Omit<KeyRow, 'createdAt'>, now: number, defaults: TenantSettings) {
    migrate(this.ctx.storage, migrations);
    const store = new Store(this.ctx.storage);
    this.#opened = store;
    const next = settings ?? store.settings() ?? defaults;
    store.putSettings(next);
    store.putKey({ ...key, createdAt: now });
    return next;
  }

  /** What the key of this hash may do; undefined for an unknown key or tenant. */
  authorize(hash: string): Authorization | undefined {
    const store = this.#store();
    const row = store?.keyByHash(hash);
    const settings = store?.settings();
    return row && settings && { keyId: row.id, scopes: row.scopes, settings };
  }

  /** The tenant's settings; undefined when it was never created. */
  settings(): TenantSettings | undefined {
    return this.#store()?.settings();
  }

  addKey(key: Omit<KeyRow, 'createdAt'>, now: number): void {
    this.#store()?.putKey({ ...key, createdAt: now });
  }

  removeKey(id: string): boolean {
    return this.#store()?.removeKey(id) ?? false;
  }

  keys(): KeyView[] {
    return (this.#store()?.keys() ?? []).map(({ id, name, scopes, createdAt }) => ({
      id,
      name,
      scopes: [...scopes],
      createdAt: toInstant(createdAt),
    }));
  }

  /** Stores a type as its next version; a definition equal to the newest one makes none. */
  putType(name: string, definition: TypeDefinition, now: number): StoredType {
    const store = this.#store();
    if (!store) throw new Error('A type was put to a tenant that does not exist');
    const before = store.newestType(name);
    if (before && JSON.stringify(before.definition) === JSON.stringify(definition)) return stored(before);
    const version = (before?.version ?? 0) + 1;
    store.putType(name, version, definition, now);
    return stored({ name, version, definition, updatedAt: now });
  }

  type(name: string): StoredType | undefined {
    const row = this.#store()?.newestType(name);
    return row && stored(row);
  }

  typeVersions(name: string): StoredType[] {
    return (this.#store()?.typeVersions(name) ?? []).map(stored);
  }

  /** A page of the newest versions, by name. */
  types(after: string, limit: number): { items: StoredType[]; next: string | null } {
    const rows = this.#store()?.types(after, limit + 1) ?? [];
    const page = rows.slice(0, limit);
    return { items: page.map(stored), next: rows.length > limit ? (page.at(-1)?.name ?? null) : null };
  }

  #store(): Store | undefined {
    if (this.#opened) return this.#opened;
    if (!isMigrated(this.ctx.storage)) return undefined;
    migrate(this.ctx.storage, migrations);
    this.#opened = new Store(this.ctx.storage);
    return this.#opened;
  }
}

function stored({ name, version, definition, updatedAt }: TypeRow): StoredType {
  return { ...definition, name, version, updatedAt: toInstant(updatedAt) };
}

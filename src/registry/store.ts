import { and, asc, desc, eq, gt, max } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { TypeDefinition } from '../contract/notification-type.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { apiKey, fact, type } from './schema.ts';

export type TypeRow = typeof type.$inferSelect;
export type KeyRow = typeof apiKey.$inferSelect;

/** The only SQL of a tenant's object. */
export class Store {
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
  }

  settings(): TenantSettings | undefined {
    const row = this.#db.select().from(fact).where(eq(fact.key, 'settings')).get();
    return row?.value as TenantSettings | undefined;
  }

  putSettings(value: TenantSettings): void {
    this.#db
      .insert(fact)
      .values({ key: 'settings', value })
      .onConflictDoUpdate({ target: fact.key, set: { value } })
      .run();
  }

  newestType(name: string): TypeRow | undefined {
    return this.#db.select().from(type).where(eq(type.name, name)).orderBy(desc(type.version)).limit(1).get();
  }

  typeVersions(name: string): TypeRow[] {
    return this.#db.select().from(type).where(eq(type.name, name)).orderBy(desc(type.version)).all();
  }

  /** The newest version of each type, by name, after a name. */
  types(after: string, limit: number): TypeRow[] {
    const newest = this.#db
      .select({ name: type.name, version: max(type.version).as('newest') })
      .from(type)
      .where(gt(type.name, after))
      .groupBy(type.name)
      .orderBy(asc(type.name))
      .limit(limit)
      .as('newest_version');
    return this.#db
      .select({ name: type.name, version: type.version, definition: type.definition, updatedAt: type.updatedAt })
      .from(type)
      .innerJoin(newest, and(eq(type.name, newest.name), eq(type.version, newest.version)))
      .orderBy(asc(type.name))
      .all();
  }

  putType(name: string, version: number, definition: TypeDefinition, updatedAt: number): void {
    this.#db.insert(type).values({ name, version, definition, updatedAt }).run();
  }

  keyByHash(hash: string): KeyRow | undefined {
    return this.#db.select().from(apiKey).where(eq(apiKey.hash, hash)).get();
  }

  keys(): KeyRow[] {
    return this.#db.select().from(apiKey).orderBy(asc(apiKey.createdAt)).all();
  }

  putKey(row: KeyRow): void {
    this.#db.insert(apiKey).values(row).onConflictDoNothing().run();
  }

  removeKey(id: string): boolean {
    return this.#db.delete(apiKey).where(eq(apiKey.id, id)).returning({ id: apiKey.id }).all().length > 0;
  }
}

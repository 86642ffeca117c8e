import { and, asc, desc, eq, gt, max } from 'drizzle-orm';
import type { DrizzleSqliteDODatabase } from 'drizzle-orm/durable-sqlite';
import type { VersionTable } from './schema.ts';

/** A stored version of what goes by a name. */
export interface Version<Definition> {
  readonly name: string;
  readonly version: number;
  readonly definition: Definition;
  /** ms since the epoch. */
  readonly updatedAt: number;
}

/** A table of versions; a part of the store. */
export class Versions<Definition> {
  readonly #db: DrizzleSqliteDODatabase;
  readonly #table: VersionTable<Definition>;

  constructor(db: DrizzleSqliteDODatabase, table: VersionTable<Definition>) {
    this.#db = db;
    this.#table = table;
  }

  newest(name: string): Version<Definition> | undefined {
    return this.all(name, 1)[0];
  }

  at(name: string, version: number): Version<Definition> | undefined {
    const table = this.#table;
    const isIt = and(eq(table.name, name), eq(table.version, version));
    return this.#db.select().from(table).where(isIt).get() as Version<Definition> | undefined;
  }

  /** The newest first. */
  all(name: string, limit = -1): Version<Definition>[] {
    const table = this.#table;
    const rows = this.#db.select().from(table).where(eq(table.name, name)).orderBy(desc(table.version)).limit(limit);
    return rows.all() as Version<Definition>[];
  }

  /** The newest version of each name, by name, after a name. */
  page(after: string, limit: number): Version<Definition>[] {
    const table = this.#table;
    const newest = this.#db
      .select({ name: table.name, version: max(table.version).as('newest') })
      .from(table)
      .where(gt(table.name, after))
      .groupBy(table.name)
      .orderBy(asc(table.name))
      .limit(limit)
      .as('newest_version');
    const rows = this.#db
      .select({ name: table.name, version: table.version, definition: table.definition, updatedAt: table.updatedAt })
      .from(table)
      .innerJoin(newest, and(eq(table.name, newest.name), eq(table.version, newest.version)))
      .orderBy(asc(table.name));
    return rows.all() as Version<Definition>[];
  }

  /** Forgets all versions of a name. */
  remove(name: string): void {
    this.#db.delete(this.#table).where(eq(this.#table.name, name)).run();
  }

  /** Stores a definition as the next version of its name; one that equals the newest makes none. */
  put(name: string, definition: Definition, updatedAt: number): Version<Definition> {
    const before = this.newest(name);
    if (before && JSON.stringify(before.definition) === JSON.stringify(definition)) return before;
    const next = { name, version: (before?.version ?? 0) + 1, definition, updatedAt };
    this.#db.insert(this.#table).values(next).run();
    return next;
  }
}

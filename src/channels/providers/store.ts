import { drizzle } from 'drizzle-orm/durable-sqlite';
import migrations from '../../../migrations/provider/migrations.js';
import { isMigrated, migrate } from '../../platform/migrate.ts';
import { standing } from './schema.ts';

export type Standing = Omit<typeof standing.$inferSelect, 'id'>;

/** The one row. */
const ID = 1;

/** The only SQL of a provider. Its table is made when it first has to outlive a failure or a long line. */
export class Store {
  readonly #storage: DurableObjectStorage;
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#db = drizzle(storage);
  }

  standing(): Standing | undefined {
    if (!isMigrated(this.#storage)) return undefined;
    migrate(this.#storage, migrations);
    return this.#db.select().from(standing).get();
  }

  keep(row: Standing): void {
    migrate(this.#storage, migrations);
    this.#db
      .insert(standing)
      .values({ id: ID, ...row })
      .onConflictDoUpdate({ target: standing.id, set: row })
      .run();
  }
}

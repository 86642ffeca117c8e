import { asc, count, eq, type SQL, sql } from 'drizzle-orm';
import { fact, type StoredFeatures } from './schema.ts';
import { Database } from './statements.ts';

/** Before the name of a dataset, what its rows are kept by among the facts. */
const PREFIX = 'features:';

/** Facts that are of a dataset. */
export const isOfFeatures: SQL = sql`${fact.key} glob ${sql.raw(`'${PREFIX}*'`)}`;

/**
 * The SQL of what pushes told of the member: facts, a dataset each. A table of their own would cost every new member the
 * making of one that most never need.
 */
export class FeatureRows {
  readonly #database: Database;

  constructor(storage: DurableObjectStorage) {
    this.#database = new Database(storage);
  }

  get(dataset: string): StoredFeatures | undefined {
    const found = this.#database
      .prepared('features', (db) =>
        db
          .select({ value: fact.value })
          .from(fact)
          .where(eq(fact.key, sql.placeholder('key')))
          .prepare(),
      )
      .get({ key: keyOf(dataset) });
    return found?.value as StoredFeatures | undefined;
  }

  all(): { dataset: string; value: StoredFeatures }[] {
    const rows = this.#database.once.select().from(fact).where(isOfFeatures).orderBy(asc(fact.key)).all();
    return rows.map(({ key, value }) => ({ dataset: key.slice(PREFIX.length), value: value as StoredFeatures }));
  }

  datasets(): number {
    return this.#database.once.select({ rows: count() }).from(fact).where(isOfFeatures).get()?.rows ?? 0;
  }

  put(dataset: string, value: StoredFeatures): void {
    this.#database.once
      .insert(fact)
      .values({ key: keyOf(dataset), value })
      .onConflictDoUpdate({ target: fact.key, set: { value } })
      .run();
  }

  remove(dataset: string): void {
    this.#database.once
      .delete(fact)
      .where(eq(fact.key, keyOf(dataset)))
      .run();
  }
}

function keyOf(dataset: string): string {
  return PREFIX + dataset;
}

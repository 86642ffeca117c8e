import { asc, count, eq, sql } from 'drizzle-orm';
import { feature, type StoredFeatures } from './schema.ts';
import { Database } from './statements.ts';

/** The SQL of what pushes told of the member. */
export class FeatureRows {
  readonly #database: Database;

  constructor(storage: DurableObjectStorage) {
    this.#database = new Database(storage);
  }

  get(dataset: string): StoredFeatures | undefined {
    return this.#database
      .prepared('feature', (db) =>
        db
          .select({ value: feature.value })
          .from(feature)
          .where(eq(feature.dataset, sql.placeholder('dataset')))
          .prepare(),
      )
      .get({ dataset })?.value;
  }

  all(): { dataset: string; value: StoredFeatures }[] {
    return this.#database.once.select().from(feature).orderBy(asc(feature.dataset)).all();
  }

  datasets(): number {
    return this.#database.once.select({ rows: count() }).from(feature).get()?.rows ?? 0;
  }

  put(dataset: string, value: StoredFeatures): void {
    this.#database.once
      .insert(feature)
      .values({ dataset, value })
      .onConflictDoUpdate({ target: feature.dataset, set: { value } })
      .run();
  }

  remove(dataset: string): void {
    this.#database.once.delete(feature).where(eq(feature.dataset, dataset)).run();
  }
}

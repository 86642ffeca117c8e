import { and, desc, eq, lte, max, sql } from 'drizzle-orm';
import { dropped, engagement } from './schema.ts';
import { Database, placeholders } from './statements.ts';

type EngagementRow = typeof engagement.$inferInsert;

/** The SQL of the two rings: a row is overwritten when the ring has gone round, so nothing is ever deleted for room. */
export class Rings {
  readonly #database: Database;

  constructor(storage: DurableObjectStorage) {
    this.#database = new Database(storage);
  }

  /** Rows of dropped decisions, newest first. */
  dropped() {
    return this.#database
      .prepared('dropped', (db) => db.select().from(dropped).orderBy(desc(dropped.sequence)).prepare())
      .all();
  }

  putDropped(row: typeof dropped.$inferInsert): void {
    this.#database
      .prepared('putDropped', (db) =>
        db
          .insert(dropped)
          .values(placeholders(dropped) as unknown as typeof dropped.$inferInsert)
          .onConflictDoUpdate({
            target: dropped.slot,
            set: { sequence: sql`excluded.sequence`, at: sql`excluded.at`, entries: sql`excluded.entries` },
          })
          .prepare(),
      )
      .run(row);
  }

  /** What the member did on-site, newest first. */
  engagements() {
    return this.#database.once.select().from(engagement).orderBy(desc(engagement.sequence)).all();
  }

  lastEngagement(): number {
    return (
      this.#database.once
        .select({ last: max(engagement.sequence) })
        .from(engagement)
        .get()?.last ?? 0
    );
  }

  hasEngagement(row: Pick<EngagementRow, 'at' | 'action' | 'kind' | 'target'>): boolean {
    const same = and(
      eq(engagement.target, row.target),
      eq(engagement.action, row.action),
      eq(engagement.kind, row.kind),
      eq(engagement.at, row.at),
    );
    return this.#database.once.select({ slot: engagement.slot }).from(engagement).where(same).get() !== undefined;
  }

  putEngagement(row: EngagementRow): void {
    const { slot, ...rest } = row;
    this.#database.once.insert(engagement).values(row).onConflictDoUpdate({ target: engagement.slot, set: rest }).run();
  }

  /** Removes what is not newer than a moment. */
  pruneUpTo(at: number): void {
    this.#database.once.delete(dropped).where(lte(dropped.at, at)).run();
    this.#database.once.delete(engagement).where(lte(engagement.at, at)).run();
  }
}

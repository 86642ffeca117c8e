import { and, desc, eq, lte, max, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import { dropped, engagement } from './schema.ts';
import { Prepared, placeholders } from './statements.ts';

type EngagementRow = typeof engagement.$inferInsert;

/** The SQL of the two rings: a row is overwritten when the ring has gone round, so nothing is ever deleted for room. */
export class Rings {
  readonly #db;
  readonly #prepared = new Prepared();

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
  }

  /** Rows of dropped decisions, newest first. */
  dropped() {
    return this.#prepared
      .once('dropped', () => this.#db.select().from(dropped).orderBy(desc(dropped.sequence)).prepare())
      .all();
  }

  putDropped(row: typeof dropped.$inferInsert): void {
    this.#prepared
      .once('putDropped', () =>
        this.#db
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
    return this.#db.select().from(engagement).orderBy(desc(engagement.sequence)).all();
  }

  lastEngagement(): number {
    return (
      this.#db
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
    return this.#db.select({ slot: engagement.slot }).from(engagement).where(same).get() !== undefined;
  }

  putEngagement(row: EngagementRow): void {
    const { slot, ...rest } = row;
    this.#db.insert(engagement).values(row).onConflictDoUpdate({ target: engagement.slot, set: rest }).run();
  }

  /** Removes what is not newer than a moment. */
  pruneUpTo(at: number): void {
    this.#db.delete(dropped).where(lte(dropped.at, at)).run();
    this.#db.delete(engagement).where(lte(engagement.at, at)).run();
  }
}

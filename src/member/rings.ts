import { and, desc, eq, lte, max, sql } from 'drizzle-orm';
import { type DroppedEntry, type EngagementEntry, ring } from './schema.ts';
import { Database } from './statements.ts';

/** A place in a ring, and what was put there when. */
interface Place {
  readonly slot: number;
  /** Counts up; the slot is what remains of it. */
  readonly sequence: number;
  /** ms since the epoch */
  readonly at: number;
}

type DroppedRow = Place & { readonly entries: readonly DroppedEntry[] };
type EngagementRow = Place & EngagementEntry;

/** The SQL of the two rings: a row is overwritten when its ring has gone round, so nothing is ever deleted for room. */
export class Rings {
  readonly #database: Database;

  constructor(storage: DurableObjectStorage) {
    this.#database = new Database(storage);
  }

  /** Rows of dropped decisions, newest first. */
  dropped(): DroppedRow[] {
    return this.#newestFirst('dropped').map(({ entry, ...place }) => ({ ...place, entries: entry as DroppedEntry[] }));
  }

  putDropped({ entries, ...place }: DroppedRow): void {
    this.#put({ name: 'dropped', ...place, entry: entries });
  }

  /** What the member did on-site, newest first. */
  engagements(): EngagementRow[] {
    return this.#newestFirst('engagement').map(({ entry, ...place }) => ({ ...place, ...(entry as EngagementEntry) }));
  }

  lastEngagement(): number {
    return (
      this.#database.once
        .select({ last: max(ring.sequence) })
        .from(ring)
        .where(eq(ring.name, 'engagement'))
        .get()?.last ?? 0
    );
  }

  hasEngagement({ at, action, kind, target }: Pick<EngagementRow, 'at' | 'action' | 'kind' | 'target'>): boolean {
    const same = and(
      eq(ring.name, 'engagement'),
      eq(ring.at, at),
      sql`${ring.entry} ->> 'target' = ${target}`,
      sql`${ring.entry} ->> 'action' = ${action}`,
      sql`${ring.entry} ->> 'kind' = ${kind}`,
    );
    return this.#database.once.select({ slot: ring.slot }).from(ring).where(same).get() !== undefined;
  }

  putEngagement({ slot, sequence, at, ...entry }: EngagementRow): void {
    this.#put({ name: 'engagement', slot, sequence, at, entry });
  }

  /** Removes what is not newer than a moment. */
  pruneUpTo(at: number): void {
    this.#database.once.delete(ring).where(lte(ring.at, at)).run();
  }

  #newestFirst(name: typeof ring.$inferSelect.name) {
    const { slot, sequence, at, entry } = ring;
    return this.#database
      .prepared('ring', (db) =>
        db
          .select({ slot, sequence, at, entry })
          .from(ring)
          .where(eq(ring.name, sql.placeholder('name')))
          .orderBy(desc(sequence))
          .prepare(),
      )
      .all({ name });
  }

  #put(row: typeof ring.$inferInsert): void {
    this.#database
      .prepared('putRing', (db) =>
        db
          .insert(ring)
          .values({
            name: sql.placeholder('name'),
            slot: sql.placeholder('slot'),
            sequence: sql.placeholder('sequence'),
            at: sql.placeholder('at'),
            entry: sql.placeholder('entry'),
          })
          .onConflictDoUpdate({
            target: [ring.name, ring.slot],
            set: { sequence: sql`excluded.sequence`, at: sql`excluded.at`, entry: sql`excluded.entry` },
          })
          .prepare(),
      )
      .run(row);
  }
}

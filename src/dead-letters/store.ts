import { and, asc, desc, eq, inArray, lt, lte, min, or } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import { deadLetter } from './schema.ts';

export type DeadLetterRow = typeof deadLetter.$inferSelect;

/** The only SQL of the dead letters. */
export class Store {
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
  }

  /** Dying again after a replay puts the letter back on the list. */
  put(row: DeadLetterRow): void {
    const { id: _same, ...set } = row;
    this.#db.insert(deadLetter).values(row).onConflictDoUpdate({ target: deadLetter.id, set }).run();
  }

  get(id: string): DeadLetterRow | undefined {
    return this.#db.select().from(deadLetter).where(eq(deadLetter.id, id)).get();
  }

  /** Newest first, after a place in that order. */
  page(after: { at: number; id: string } | undefined, limit: number): DeadLetterRow[] {
    const older =
      after && or(lt(deadLetter.at, after.at), and(eq(deadLetter.at, after.at), lt(deadLetter.id, after.id)));
    return this.#db
      .select()
      .from(deadLetter)
      .where(older)
      .orderBy(desc(deadLetter.at), desc(deadLetter.id))
      .limit(limit)
      .all();
  }

  /** Removes at most so many that are not newer than a moment, the oldest first; says how many. */
  forgetUpTo(at: number, most: number): number {
    const old = this.#db
      .select({ id: deadLetter.id })
      .from(deadLetter)
      .where(lte(deadLetter.at, at))
      .orderBy(asc(deadLetter.at))
      .limit(most);
    return this.#db.delete(deadLetter).where(inArray(deadLetter.id, old)).returning({ id: deadLetter.id }).all().length;
  }

  /** When the oldest that is kept has died. */
  oldest(): number | undefined {
    return (
      this.#db
        .select({ at: min(deadLetter.at) })
        .from(deadLetter)
        .get()?.at ?? undefined
    );
  }

  replayed(id: string, replayedAt: number): void {
    this.#db.update(deadLetter).set({ replayedAt }).where(eq(deadLetter.id, id)).run();
  }
}

import { asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { Turn } from './line.ts';
import { turn } from './share-schema.ts';

/** The only SQL of a tenant's line. */
export class Store {
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
  }

  /** All of the line, who came first first. */
  turns(): Turn[] {
    return this.#db.select().from(turn).orderBy(asc(turn.position)).all();
  }

  put(row: Turn): void {
    const { event: _same, ...set } = row;
    this.#db.insert(turn).values(row).onConflictDoUpdate({ target: turn.event, set }).run();
  }

  remove(event: string): void {
    this.#db.delete(turn).where(eq(turn.event, event)).run();
  }
}

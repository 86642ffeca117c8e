import { asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import migrations from '../../migrations/share/migrations.js';
import { migrate } from '../platform/migrate.ts';
import type { Turn } from './line.ts';
import { turn } from './share-schema.ts';

const BOOKED_UNTIL = 'booked-until';

/** The only SQL of a tenant's line. Its table is made when somebody first stands in it. */
export class Store {
  readonly #storage: DurableObjectStorage;
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
    this.#db = drizzle(storage);
  }

  /** All of the line, who came first first. */
  turns(): Turn[] {
    migrate(this.#storage, migrations);
    return this.#db.select().from(turn).orderBy(asc(turn.position)).all();
  }

  put(row: Turn): void {
    const { event: _same, ...set } = row;
    this.#db.insert(turn).values(row).onConflictDoUpdate({ target: turn.event, set }).run();
  }

  remove(event: string): void {
    this.#db.delete(turn).where(eq(turn.event, event)).run();
  }

  /** No start of a small fan-out was booked for later than this, ms since the epoch; 0 when none was far ahead. */
  bookedUntil(): number {
    return this.#storage.kv.get<number>(BOOKED_UNTIL) ?? 0;
  }

  keepBooked(until: number): void {
    this.#storage.kv.put(BOOKED_UNTIL, until);
  }
}

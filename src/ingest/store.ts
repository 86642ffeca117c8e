import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import { event, idempotency } from './schema.ts';

export type EventRow = typeof event.$inferSelect;
export type IdempotencyRow = typeof idempotency.$inferSelect;

/** Counts of many events together. */
export interface Totals {
  readonly events: number;
  readonly pending: number;
  readonly decisions: Record<string, number>;
  readonly reasons: Record<string, number>;
  readonly deliveries: Record<string, number>;
}

/** The only SQL of the event log. */
export class Store {
  readonly #db;
  readonly #byHash;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
    this.#byHash = this.#db
      .select()
      .from(event)
      .where(eq(event.hash, sql.placeholder('hash')))
      .prepare();
  }

  event(hash: string): EventRow | undefined {
    return this.#byHash.get({ hash });
  }

  insert(row: EventRow): void {
    this.#db.insert(event).values(row).run();
  }

  update(hash: string, change: Partial<EventRow>): void {
    this.#db.update(event).set(change).where(eq(event.hash, hash)).run();
  }

  /** Events that were accepted and whose recipients have not all decided. */
  unfinished(): { hash: string; acceptedAt: number }[] {
    return this.#db
      .select({ hash: event.hash, acceptedAt: event.acceptedAt })
      .from(event)
      .where(eq(event.state, 'accepted'))
      .all();
  }

  totals(source: string | undefined): Totals {
    const where = source === undefined ? undefined : eq(event.source, source);
    const rows = this.#db
      .select({
        events: sql<number>`count(*)`,
        pending: sql<number>`count(*) filter (where ${inArray(event.state, ['accepted', 'fanning-out'])})`,
      })
      .from(event)
      .where(where)
      .get();
    return {
      events: rows?.events ?? 0,
      pending: rows?.pending ?? 0,
      decisions: this.#sum('decisions', where),
      reasons: this.#sum('reasons', where),
      deliveries: this.#sum('deliveries', where),
    };
  }

  idempotency(key: string): IdempotencyRow | undefined {
    return this.#db.select().from(idempotency).where(eq(idempotency.key, key)).get();
  }

  putIdempotency(row: IdempotencyRow): void {
    const { key: _same, ...set } = row;
    this.#db.insert(idempotency).values(row).onConflictDoUpdate({ target: idempotency.key, set }).run();
  }

  prune(eventsBefore: number, keysBefore: number): void {
    this.#db
      .delete(event)
      .where(and(lt(event.acceptedAt, eventsBefore), inArray(event.state, ['done', 'failed'])))
      .run();
    this.#db.delete(idempotency).where(lt(idempotency.at, keysBefore)).run();
  }

  #sum(column: 'decisions' | 'reasons' | 'deliveries', where: ReturnType<typeof eq> | undefined) {
    const name = sql.raw(`event.${column}`);
    const rows = this.#db.all<{ key: string; total: number }>(
      sql`select each.key as key, sum(each.value) as total from ${event}, json_each(${name}) as each
        where ${where ?? sql`true`} group by each.key`,
    );
    return Object.fromEntries(rows.map(({ key, total }) => [key, total]));
  }
}

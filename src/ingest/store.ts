import { and, asc, eq, gt, inArray, lt, lte, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import { type EventState, event, idempotency } from './schema.ts';

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
  readonly #insert;
  readonly #finish;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
    this.#byHash = this.#db
      .select()
      .from(event)
      .where(eq(event.hash, sql.placeholder('hash')))
      .prepare();
    this.#insert = this.#db.insert(event).values(placeholders).prepare();
    const { state, offered, decisions, reasons } = placeholders;
    this.#finish = this.#db
      .update(event)
      .set({ state, offered, decisions, reasons } as unknown as Partial<EventRow>)
      .where(eq(event.hash, sql.placeholder('hash')))
      .prepare();
  }

  event(hash: string): EventRow | undefined {
    return this.#byHash.get({ hash });
  }

  insert(row: EventRow): void {
    this.#insert.run({ ...row });
  }

  /** What is known at an event's end: the hot path's second row. */
  finish(result: Pick<EventRow, 'hash' | 'state' | 'offered' | 'decisions' | 'reasons'>): void {
    this.#finish.run({ ...result });
  }

  update(hash: string, change: Partial<EventRow>): void {
    this.#db.update(event).set(change).where(eq(event.hash, hash)).run();
  }

  /** Changes an event that is in a certain state, and leaves it alone in any other; answers whether it was. */
  updateIn(state: EventState, hash: string, change: Partial<EventRow>): boolean {
    const where = and(eq(event.hash, hash), eq(event.state, state));
    return this.#db.update(event).set(change).where(where).returning({ hash: event.hash }).all().length > 0;
  }

  /** Events that were accepted and whose recipients have not all decided, the oldest first. */
  unfinished(): { hash: string; acceptedAt: number }[] {
    // A literal, not a parameter: only so does SQLite know that the partial index answers it.
    return this.#db
      .select({ hash: event.hash, acceptedAt: event.acceptedAt })
      .from(event)
      .where(sql`${event.state} = 'accepted'`)
      .orderBy(asc(event.acceptedAt))
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

  pruneKeys(before: number): void {
    this.#db.delete(idempotency).where(lt(idempotency.at, before)).run();
  }

  /**
   * Deletes finished events older than a moment among the next `stretch` rows in the order of hashes. Answers the
   * hash to go on after; undefined at the end. Bounded, because the table may hold millions.
   */
  pruneEvents(after: string, stretch: number, before: number): string | undefined {
    const last = this.#db
      .select({ hash: event.hash })
      .from(event)
      .where(gt(event.hash, after))
      .orderBy(asc(event.hash))
      .limit(1)
      .offset(stretch - 1)
      .get()?.hash;
    this.#db
      .delete(event)
      .where(
        and(
          gt(event.hash, after),
          last === undefined ? undefined : lte(event.hash, last),
          lt(event.acceptedAt, before),
          inArray(event.state, ['done', 'failed']),
        ),
      )
      .run();
    return last;
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

const placeholders = {
  hash: sql.placeholder('hash'),
  id: sql.placeholder('id'),
  source: sql.placeholder('source'),
  digest: sql.placeholder('digest'),
  acceptedAt: sql.placeholder('acceptedAt'),
  state: sql.placeholder('state'),
  activity: sql.placeholder('activity'),
  recipients: sql.placeholder('recipients'),
  audience: sql.placeholder('audience'),
  offered: sql.placeholder('offered'),
  decisions: sql.placeholder('decisions'),
  reasons: sql.placeholder('reasons'),
  deliveries: sql.placeholder('deliveries'),
} satisfies Record<keyof EventRow, unknown>;

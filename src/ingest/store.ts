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

/** What is known of an event when all its recipients have decided. */
export type EventEnd = Pick<EventRow, 'hash' | 'state' | 'offered' | 'decisions' | 'reasons'> & {
  readonly pruned?: number;
};

/** An event as it comes into the log; `activity` and `recipients` are JSON that the log only keeps. */
export interface NewEvent extends Pick<EventRow, 'hash' | 'id' | 'source' | 'digest' | 'audience'> {
  readonly activity: string;
  readonly recipients: string;
}

/**
 * The only SQL of the event log. What runs for every event is plain SQL: to let drizzle bind it costs more than to run
 * it.
 */
export class Store {
  readonly #sql: SqlStorage;
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    this.#db = drizzle(storage);
  }

  event(hash: string): EventRow | undefined {
    return this.#db.select().from(event).where(eq(event.hash, hash)).get();
  }

  /** Keeps an event, unless one of its hash is known; answers whether it was kept. */
  insert({ hash, id, source, digest, activity, recipients, audience }: NewEvent, acceptedAt: number): boolean {
    const written = this.#sql.exec(
      `insert into event (hash, id, source, digest, accepted_at, state, activity, recipients, audience,
        offered, decisions, reasons, deliveries)
        values (?, ?, ?, ?, ?, 'accepted', ?, ?, ?, 0, '{}', '{}', '{}') on conflict (hash) do nothing`,
      hash,
      id,
      source,
      digest,
      acceptedAt,
      activity,
      recipients,
      audience,
    ).rowsWritten;
    return written > 0;
  }

  /** What is known at an event's end: the hot path's second row. */
  finish({ hash, state, pruned = 0, offered, decisions, reasons }: EventEnd): void {
    this.#sql.exec(
      'update event set state = ?, pruned = ?, offered = ?, decisions = ?, reasons = ? where hash = ?',
      state,
      pruned,
      offered,
      JSON.stringify(decisions),
      JSON.stringify(reasons),
      hash,
    );
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
          inArray(event.state, ['done', 'failed', 'cancelled']),
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

import { and, asc, eq, gt, inArray, isNull, lt, lte, max, or, type SQL, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { EventResult, LoggedEntry } from './logged-event.ts';
import { endedWithin, type OpenEvent, stretchesOf } from './open-events.ts';
import { batch, event, idempotency } from './schema.ts';

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

/** An event as it comes into the log; `entry` is the JSON of its `LoggedEntry`, which the log only keeps. */
export interface NewEvent extends Pick<LoggedEntry, 'hash' | 'digest'> {
  readonly id: string;
  readonly source: string;
  readonly entry: string;
}

/** An event as it came, and when (ms since the epoch). */
export interface CameIn {
  readonly entry: LoggedEntry;
  readonly at: number;
}

/** Which batch an event came in. */
export type PlacedEvent = Pick<EventRow, 'hash' | 'batch'>;

/** What is added to the log at once, both as texts of JSON. */
export interface NewBatch {
  readonly number: number;
  /** ms since the epoch. */
  readonly at: number;
  readonly entries: readonly string[];
  readonly ends: readonly string[];
}

/**
 * The only SQL of the event log. What runs for every event is plain SQL: to let drizzle bind it costs more than to run
 * it. Joins of a batch's JSON are cross joins: SQLite keeps to their order, and finds each event by its key, where it
 * would else go through the whole table for each batch.
 */
export class Store {
  readonly #sql: SqlStorage;
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    this.#db = drizzle(storage);
  }

  /** Those that are known. */
  events(hashes: readonly string[]): EventRow[] {
    return this.#db
      .select()
      .from(event)
      .where(sql`${event.hash} in (select value from json_each(${JSON.stringify(hashes)}))`)
      .all();
  }

  /** Keeps who events are, each unless one of its hash is known; answers the hashes of those that were kept. */
  insert(events: readonly NewEvent[], number: number): Set<string> {
    const [only] = events;
    if (only && events.length === 1) return new Set(this.#insertOne(only, number) ? [only.hash] : []);
    const rows = JSON.stringify(events.map(({ hash, source }) => [hash, source]));
    const { rowsWritten } = this.#sql.exec(
      `insert into event (hash, batch, source) select value ->> 0, ?, value ->> 1 from json_each(?)
        where true on conflict (hash) do nothing`,
      number,
      rows,
    );
    // Mostly all are new, and a new one is one row: no index holds it. To have each returned took a third of the time.
    if (rowsWritten === events.length) return new Set(events.map(({ hash }) => hash));
    const kept = this.#sql.exec<{ hash: string }>(
      'select hash from json_each(?) cross join event on event.hash = value ->> 0 and event.batch = ?',
      rows,
      number,
    );
    return new Set([...kept].map(({ hash }) => hash));
  }

  /** The same for one alone, a quarter of the time. */
  #insertOne({ hash, source }: NewEvent, number: number): boolean {
    const text = 'insert into event (hash, batch, source) values (?, ?, ?) on conflict (hash) do nothing';
    return this.#sql.exec(text, hash, number, source).rowsWritten > 0;
  }

  insertBatch({ number, at, entries, ends }: NewBatch): void {
    this.#sql.exec(
      'insert into batch (number, at, entries, ends) values (?, ?, ?, ?)',
      number,
      at,
      `[${entries.join(',')}]`,
      `[${ends.join(',')}]`,
    );
  }

  lastBatch(): number {
    return (
      this.#db
        .select({ last: max(batch.number) })
        .from(batch)
        .get()?.last ?? 0
    );
  }

  /** What came of events in their batches, and when, by their hashes. */
  entries(events: readonly PlacedEvent[]): Map<string, CameIn> {
    const batches = batchesOf(events);
    const found = new Map<string, CameIn>();
    const rows = this.#sql.exec<{ number: number; at: number; entries: string }>(
      'select number, at, entries from batch where number in (select value from json_each(?))',
      JSON.stringify([...new Set(batches.values())]),
    );
    for (const { number, at, entries } of rows) {
      for (const entry of JSON.parse(entries) as LoggedEntry[]) {
        if (batches.get(entry.hash) === number) found.set(entry.hash, { entry, at });
      }
    }
    return found;
  }

  /** The ends of events as later batches tell them, by their hashes. */
  ends(events: readonly PlacedEvent[]): Map<string, EventResult> {
    const batches = batchesOf(events);
    const found = new Map<string, EventResult>();
    for (const { after, upTo } of stretchesOf([...batches.values()])) {
      const rows = this.#sql.exec<{ number: number; ends: string }>(
        "select number, ends from batch where number > ? and number <= ? and ends <> '[]'",
        after,
        upTo,
      );
      for (const { number, ends } of rows) {
        for (const end of JSON.parse(ends) as EventResult[]) {
          const batch = batches.get(end.hash);
          if (batch !== undefined && number > batch && number <= endedWithin(batch)) found.set(end.hash, end);
        }
      }
    }
    return found;
  }

  update(hash: string, change: Partial<EventRow>): void {
    this.#db.update(event).set(change).where(eq(event.hash, hash)).run();
  }

  /** Unfinished events whose row says so, the oldest first. */
  marked(): OpenEvent[] {
    // A literal, not a parameter: only so does SQLite know that the partial index answers it.
    return this.#db
      .select({ hash: event.hash, batch: event.batch, since: batch.at })
      .from(event)
      .crossJoin(batch)
      .where(and(sql`${event.state} = 'accepted'`, eq(batch.number, event.batch)))
      .orderBy(asc(event.batch))
      .all();
  }

  /**
   * Events of the batches after one that neither a later batch nor their row says anything about, the oldest first. What
   * batches tell is put together here: SQLite has no index for it and would look through all of it for each event.
   */
  untold(after: number): OpenEvent[] {
    const told = new Map<string, number>();
    const telling = this.#sql.exec<{ number: number; ends: string }>(
      "select number, ends from batch where number > ? and ends <> '[]' order by number",
      after,
    );
    for (const { number, ends } of telling) {
      for (const { hash } of JSON.parse(ends) as EventResult[]) told.set(hash, number);
    }
    const open = new Map<string, OpenEvent>();
    const coming = this.#sql.exec<{ number: number; at: number; entries: string }>(
      'select number, at, entries from batch where number > ? order by number',
      after,
    );
    for (const { number: batch, at: since, entries } of coming) {
      for (const { hash } of JSON.parse(entries) as LoggedEntry[]) {
        if ((told.get(hash) ?? 0) <= batch) open.set(hash, { hash, batch, since });
      }
    }
    const rows = this.#sql.exec<{ hash: string; batch: number }>(
      'select hash, batch from json_each(?) cross join event on event.hash = value where event.state is null',
      JSON.stringify([...open.keys()]),
    );
    // By its batch as well: one that was forgotten and is posted again is of another.
    const own = [...rows].flatMap(({ hash, batch }) => {
      const found = open.get(hash);
      return found?.batch === batch ? [found] : [];
    });
    return own.sort((one, other) => one.batch - other.batch);
  }

  /** Counts of the events of all sources or of one; `open` are the hashes of those that no row tells anything about. */
  totals(source: string | undefined, open: readonly string[]): Totals {
    const ofSource = source === undefined ? undefined : eq(event.source, source);
    const isOpen = and(
      isNull(event.state),
      sql`${event.hash} in (select value from json_each(${JSON.stringify(open)}))`,
    );
    const isPending = or(inArray(event.state, ['accepted', 'fanning-out']), isOpen);
    const counted = this.#db
      .select({ events: sql<number>`count(*)`, pending: sql<number>`count(*) filter (where ${isPending})` })
      .from(event)
      .where(ofSource)
      .get();
    return {
      events: counted?.events ?? 0,
      pending: counted?.pending ?? 0,
      decisions: this.#sum('decisions', ofSource),
      reasons: this.#sum('reasons', ofSource),
      deliveries: this.#sum('deliveries', ofSource),
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
   * Deletes events that came before a moment and are finished, among the next `stretch` batches, and each batch of which
   * nothing is left and that tells the end of none. Answers the batch to go on after; undefined at the end. An event that
   * no row tells anything about counts as finished.
   */
  pruneEvents(after: number, stretch: number, before: number): number | undefined {
    const next = this.#db
      .select({ number: batch.number, at: batch.at })
      .from(batch)
      .where(gt(batch.number, after))
      .orderBy(asc(batch.number))
      .limit(stretch)
      .all();
    const last = next.at(-1)?.number;
    // Batches come in the order of time: after a stretch without an old one there is none.
    if (last === undefined || next.every(({ at }) => at >= before)) return undefined;
    const inStretch = and(gt(batch.number, after), lte(batch.number, last), lt(batch.at, before));
    // By its batch as well: one that was forgotten and is posted again is of another.
    const named = sql`${event.hash} in (select own.hash from ${batch} cross join json_each(${batch.entries}) as each
      cross join ${event} as own on own.hash = each.value ->> 'hash' and own.batch = ${batch.number}
      where ${inStretch})`;
    const isFinished = or(isNull(event.state), inArray(event.state, ['done', 'failed', 'cancelled']));
    this.#db.delete(event).where(and(named, isFinished)).run();
    const isLeft = sql`exists (select 1 from json_each(batch.entries) as each
      cross join event on event.hash = each.value ->> 'hash' and event.batch = batch.number)`;
    // Of events that came with a clock ahead of it.
    const isTelling = sql`exists (select 1 from json_each(batch.ends) as each
      cross join event on event.hash = each.value ->> 'hash' and event.batch < batch.number and event.state is null)`;
    this.#db
      .delete(batch)
      .where(and(inStretch, sql`not ${isLeft} and not ${isTelling}`))
      .run();
    return next.length < stretch ? undefined : last;
  }

  /** Sums of what rows tell, and of what batches tell of events whose row does not. */
  #sum(column: 'decisions' | 'reasons' | 'deliveries', ofSource: SQL | undefined): Record<string, number> {
    const where = ofSource ?? sql`true`;
    const rows = this.#db.all<{ key: string; total: number }>(
      sql`select key, sum(value) as total from (
        select each.key as key, each.value as value from ${event}, json_each(${event[column]}) as each where ${where}
        union all
        select each.key, each.value from ${batch} cross join json_each(${batch.ends}) as told
          cross join ${event} on ${event.hash} = told.value ->> 'hash' and ${event.batch} < ${batch.number}
          cross join json_each(told.value, ${`$.${column}`}) as each
          where ${event.state} is null and ${where}
      ) group by key`,
    );
    return Object.fromEntries(rows.map(({ key, total }) => [key, total]));
  }
}

function batchesOf(events: readonly PlacedEvent[]): Map<string, number> {
  return new Map(events.map(({ hash, batch: number }) => [hash, number]));
}

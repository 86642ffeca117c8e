import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Tally } from '../platform/tally.ts';
import type { EventResult, EventState, LoggedEntry } from './logged-event.ts';

/**
 * The accepted events that came in one call, and what became of earlier ones by then. Only ever added to, so that a call
 * is one row however many events it brings.
 */
export const batch = sqliteTable('batch', {
  number: integer().primaryKey(),
  at: integer().notNull(),
  /** Ends of events of the batches before it. Before the entries: to read a column is to pass all that stand before it. */
  ends: text({ mode: 'json' }).$type<readonly EventResult[]>().notNull(),
  entries: text({ mode: 'json' }).$type<readonly LoggedEntry[]>().notNull(),
});

/**
 * Who an accepted event is. The key is the hash in its id, so a retry with another time finds it. The columns after its
 * source are null until something happens that no batch tells: see `endedWithin`.
 */
export const event = sqliteTable(
  'event',
  {
    hash: text().primaryKey(),
    /** The batch that it came in. */
    batch: integer().notNull(),
    source: text().notNull(),
    /** Null: done when one of the next batches tells its end, else accepted. */
    state: text().$type<EventState>(),
    audience: integer(),
    /** Recipients of a fan-out who were left out, because they would have dropped it. */
    pruned: integer(),
    offered: integer(),
    decisions: text({ mode: 'json' }).$type<Tally>(),
    reasons: text({ mode: 'json' }).$type<Tally>(),
    deliveries: text({ mode: 'json' }).$type<Tally>(),
    /** When it was withdrawn: nobody is offered it any more. */
    recalledAt: integer('recalled_at'),
  },
  // The table holds months of events and is not capped, so what is unfinished must not be found by reading it all.
  (table) => [index('event_unfinished').on(table.batch).where(sql`state = 'accepted'`)],
);

/** An `Idempotency-Key` and the events that its first use stood for. */
export const idempotency = sqliteTable('idempotency', {
  key: text().primaryKey(),
  digest: text().notNull(),
  at: integer().notNull(),
  /** Ids of the events, in the order of the request: they tell both identity and time. */
  identities: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
});

import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Activity, Recipients } from '../contract/activity.ts';
import type { Tally } from '../platform/tally.ts';

export type EventState = 'accepted' | 'fanning-out' | 'done' | 'failed' | 'cancelled';

/** An accepted event and what became of it. The key is the hash in its id, so a retry with another time finds it. */
export const event = sqliteTable(
  'event',
  {
    hash: text().primaryKey(),
    id: text().notNull(),
    source: text().notNull(),
    /** Digest of the content: other content under the same identity is a conflict. */
    digest: text().notNull(),
    acceptedAt: integer('accepted_at').notNull(),
    state: text().$type<EventState>().notNull(),
    activity: text({ mode: 'json' }).$type<Activity>().notNull(),
    recipients: text({ mode: 'json' }).$type<Recipients>().notNull(),
    audience: integer().notNull(),
    offered: integer().notNull(),
    decisions: text({ mode: 'json' }).$type<Tally>().notNull(),
    reasons: text({ mode: 'json' }).$type<Tally>().notNull(),
    deliveries: text({ mode: 'json' }).$type<Tally>().notNull(),
    /** When it was withdrawn: nobody is offered it any more. */
    recalledAt: integer('recalled_at'),
    /** Recipients of a fan-out who were left out, because they would have dropped it. */
    pruned: integer().notNull().default(0),
  },
  // The table holds months of events and is not capped, so what is unfinished must not be found by reading it all.
  (table) => [index('event_unfinished').on(table.acceptedAt).where(sql`state = 'accepted'`)],
);

/** An `Idempotency-Key` and the events that its first use stood for. */
export const idempotency = sqliteTable('idempotency', {
  key: text().primaryKey(),
  digest: text().notNull(),
  at: integer().notNull(),
  /** Ids of the events, in the order of the request: they tell both identity and time. */
  identities: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
});

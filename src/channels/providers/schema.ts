import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Circuit } from './circuit.ts';

/** What of a provider outlives the memory of its object: one row, made when there is something to outlive it. */
export const standing = sqliteTable('standing', {
  id: integer().primaryKey(),
  /** As it was when it last opened or closed. */
  circuit: text({ mode: 'json' }).$type<Circuit>().notNull(),
  /** No delivery has been told a later moment than this, ms since the epoch; 0 when none was far ahead. */
  bookedUntil: integer('booked_until').notNull(),
});

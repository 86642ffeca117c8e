import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** A fan-out of the tenant in this lane that waits for its turn, or has it. */
export const turn = sqliteTable('turn', {
  event: text().primaryKey(),
  position: integer().notNull(),
  weight: integer().notNull(),
  running: integer({ mode: 'boolean' }).notNull(),
  /** When it is forgotten unless it is heard of before, ms since the epoch. */
  until: integer().notNull(),
});

import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { QueueMessage } from '../contract/queue-message.ts';

/** What could not be done; the id is that of the work, so dying twice is one letter. */
export const deadLetter = sqliteTable('dead_letter', {
  id: text().primaryKey(),
  lane: text().notNull(),
  reason: text().notNull(),
  at: integer().notNull(),
  message: text({ mode: 'json' }).$type<QueueMessage>().notNull(),
  replayedAt: integer('replayed_at'),
});

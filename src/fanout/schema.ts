import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Activity, Recipients } from '../contract/activity.ts';
import type { AudienceCursor, BatchRecipient } from '../contract/queue-message.ts';
import type { Tally } from '../platform/tally.ts';

/** The one row of the fan-out itself. */
export const fanout = sqliteTable('fanout', {
  id: integer().primaryKey(),
  activity: text({ mode: 'json' }).$type<Activity>().notNull(),
  recipients: text({ mode: 'json' }).$type<Recipients>().notNull(),
  /** Edges of its nodes and matches of its predicates, or members of the list, when it began. */
  audience: integer().notNull(),
  /** When its open work was last sent, or will be by the pace of its tenant; and how often again in a row in vain. */
  resentAt: integer('resent_at').notNull(),
  resends: integer().notNull(),
  /** Its result is in the event log. */
  reported: integer({ mode: 'boolean' }).notNull(),
  /** Since when nothing is offered any more, and whoever may have been is asked to give the event back. */
  recalledAt: integer('recalled_at'),
  /** Since when an operator has it wait: nothing is cut, offered or sent again. */
  pausedAt: integer('paused_at'),
  /** When an operator ended it: what had not been offered never will be. */
  cancelledAt: integer('cancelled_at'),
  /** Batches that it may have under way at once, as its tenant's line counts them; 0 goes by without a turn. */
  weight: integer().notNull().default(0),
  /** Whether its tenant's line knows it: not at all, as one that waits, or as one that is under way. */
  turn: text().$type<'none' | 'waiting' | 'taken'>().notNull().default('none'),
});

/** A hash range of the audience and how far it has been cut into batches: of offers, or of the recall after them. */
export const slice = sqliteTable('slice', {
  number: integer().primaryKey(),
  fromHash: integer('from_hash').notNull(),
  toHash: integer('to_hash').notNull(),
  cursor: text({ mode: 'json' }).$type<AudienceCursor>(),
  batches: integer().notNull(),
  done: integer({ mode: 'boolean' }).notNull(),
  updatedAt: integer('updated_at').notNull(),
  recalls: integer({ mode: 'boolean' }).notNull().default(false),
  /** It goes on when enough of what has been cut has ended; no message of it is under way. */
  parked: integer({ mode: 'boolean' }).notNull().default(false),
  /** Members left out, because they would have dropped it. */
  pruned: integer().notNull().default(0),
});
export type SliceRow = typeof slice.$inferSelect;

/** Some members of a slice, asked together. Its recipients are a stretch of the audience, or a list. */
export const batch = sqliteTable('batch', {
  id: text().primaryKey(),
  slice: integer(),
  /** The stretch of the audience: after this place … */
  after: text({ mode: 'json' }).$type<AudienceCursor>(),
  /** … up to and with this one. */
  until: text({ mode: 'json' }).$type<AudienceCursor>(),
  /** A list instead: members named by the event, or those of the batch whose objects could not be asked yet. */
  members: text({ mode: 'json' }).$type<readonly BatchRecipient[]>(),
  size: integer().notNull(),
  /** Which try comes next or is under way, from 1: the result of one before has been counted already. */
  attempt: integer().notNull(),
  /** `recalled`: offers that were not done when the event was withdrawn or cancelled, and never will be. */
  state: text().$type<'open' | 'done' | 'dead' | 'recalled'>().notNull(),
  updatedAt: integer('updated_at').notNull(),
  offered: integer().notNull(),
  decisions: text({ mode: 'json' }).$type<Tally>().notNull(),
  reasons: text({ mode: 'json' }).$type<Tally>().notNull(),
  /** Its members are asked to give the event back, and not offered it. */
  recalls: integer({ mode: 'boolean' }).notNull().default(false),
});
export type BatchRow = typeof batch.$inferSelect;

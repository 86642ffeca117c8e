import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * What the members of the partition hold of a dataset: a short hash of each of their rows. `WITHOUT ROWID` (by hand in
 * the migration), as every table here but `underway`: one row written a member.
 */
export const memberRow = sqliteTable(
  'member_row',
  {
    dataset: text().notNull(),
    member: text().notNull(),
    /** Tickets up to this one tell nothing more: they have ended, or another one has while they were under way. */
    stamp: integer().notNull(),
    /** JSON of `RowHashes`. */
    hashes: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.dataset, table.member] })],
);

/** The numbers of an actor, entity or item. */
export const subject = sqliteTable(
  'subject',
  {
    dataset: text().notNull(),
    /** Such as `actor:ada`. */
    target: text().notNull(),
    /** JSON of numbers by name, in the order of their names. */
    features: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.dataset, table.target] })],
);

/** What a full push that has not ended named so far: a row for each of its requests. */
export const named = sqliteTable(
  'named',
  {
    dataset: text().notNull(),
    generation: integer().notNull(),
    part: integer().notNull(),
    /** JSON: targets by member. */
    members: text().notNull(),
    /** JSON: targets. */
    subjects: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.dataset, table.generation, table.part] })],
);

/** Rows that are on their way to members: what those hold is not known until it is told. */
export const underway = sqliteTable('underway', {
  /** The ticket. */
  id: integer().primaryKey(),
  dataset: text().notNull(),
  /** ms since the epoch */
  at: integer().notNull(),
  /** JSON: targets by member. */
  members: text().notNull(),
});

/** Partition 0 alone: the datasets of the tenant. */
export const dataset = sqliteTable('dataset', {
  name: text().primaryKey(),
  /** Whole pushes so far. */
  version: integer().notNull(),
  /** When the last of them ended, ms since the epoch. */
  updatedAt: integer('updated_at'),
  /** The full push that is under way, as its producer calls it. */
  push: text(),
  /** Counts full pushes: what `named` is kept by. */
  generation: integer().notNull(),
  /** JSON of `PastPush`es: those that are over, the newest last. */
  past: text().notNull(),
});

import { integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/**
 * The edges of the node that this shard is the authority for. `WITHOUT ROWID` (by hand in the migration): the key is
 * the row, so an edge costs one row written, and the order of the key is the order of paging.
 */
export const edge = sqliteTable(
  'edge',
  {
    /** `memberHash(member)`: 0..0xffffffff. */
    hash: integer().notNull(),
    member: text().notNull(),
    kind: text().notNull(),
    /** 0..1 */
    strength: real().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.member, table.kind] })],
);

/** A sub-range of a shard that splits, by its child's slot (0..63). No row: its move was never tried. */
export const slot = sqliteTable('slot', {
  slot: integer().primaryKey(),
  /** Tries of moving it so far: every try has a higher epoch, so that a late one is known. */
  epoch: integer().notNull(),
  /** The child is its authority now. */
  moved: integer({ mode: 'boolean' }).notNull(),
});

/** A way of scoring that bounds of this node's audience are kept for. */
export const boundKey = sqliteTable('bound_key', {
  key: text().primaryKey(),
  /** The first fan-out that was read by it. */
  event: text().notNull(),
  /** When it was last read by, give or take a day; ms since the epoch. */
  at: integer().notNull(),
  /** A second fan-out has been read by it: there will be more, so its bounds are learnt. */
  learning: integer({ mode: 'boolean' }).notNull(),
  /** Into how many blocks its bounds go. */
  blocks: integer().notNull(),
});

/**
 * Bounds of some hundred members whose hashes lie together, in one row: a fan-out learns them in that order, so a batch
 * of 250 writes a few rows and not 250. `WITHOUT ROWID` (by hand in the migration).
 */
export const bound = sqliteTable(
  'bound',
  {
    key: text().notNull(),
    /** 0 up to the `blocks` of its key, in the order of the hashes. */
    block: integer().notNull(),
    /** JSON: `[bound, strength or null, until]` by member. */
    entries: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.key, table.block] })],
);

/** The one row of how often bounds were lifted since somebody was told where that stood. */
export const liftCount = sqliteTable('lift_count', {
  id: integer().primaryKey(),
  count: integer().notNull(),
});

/** The one row of what the shard knows of itself. */
export const shard = sqliteTable('shard', {
  id: integer().primaryKey(),
  /** Once a shard splits, it splits to the end. */
  splitting: integer({ mode: 'boolean' }).notNull(),
  /** Highest epoch of the parent's tries seen; 0 before the first, and forever in the root. */
  epoch: integer().notNull(),
  /** Parts of that epoch's adoption taken so far. */
  parts: integer().notNull(),
  /** The last part has been taken: the shard may be asked. */
  whole: integer({ mode: 'boolean' }).notNull(),
});

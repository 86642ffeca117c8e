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

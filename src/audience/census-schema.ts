import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** Which members of the partition exist. `WITHOUT ROWID` (by hand in the migration): one row written a member. */
export const roll = sqliteTable('roll', { member: text().primaryKey() });

/**
 * The edges by member: the reverse of what audiences hold, so that erasing a member finds all of theirs.
 * `WITHOUT ROWID` (by hand in the migration): one row written an edge.
 */
export const follow = sqliteTable(
  'follow',
  {
    member: text().notNull(),
    node: text().notNull(),
    kind: text().notNull(),
    /** 0..1 */
    strength: real().notNull(),
  },
  (table) => [primaryKey({ columns: [table.member, table.node, table.kind] })],
);

/**
 * What products told of the members of the partition, which predicates are asked of. `WITHOUT ROWID` (by hand in the
 * migration): one row written a member, and the order of the key is the order of paging, as in audiences.
 */
export const profile = sqliteTable(
  'profile',
  {
    /** `memberHash(member)`: 0..0xffffffff. */
    hash: integer().notNull(),
    member: text().notNull(),
    /** JSONB of `keptAttributes`: it is looked into without being parsed. */
    attributes: blob().notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.member] })],
);

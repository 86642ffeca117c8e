import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { SuppressedChannel, SuppressionReason } from '../contract/suppression.ts';

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

/**
 * Addresses that nothing is sent to, of all members: in the partition of the hash of channel and address. `WITHOUT ROWID`
 * (by hand in the migration): one row written an address.
 */
export const suppression = sqliteTable(
  'suppression',
  {
    channel: text().$type<SuppressedChannel>().notNull(),
    /** As `plainAddress` gives it. */
    address: text().notNull(),
    reason: text().$type<SuppressionReason>().notNull(),
    /** Since when, ms since the epoch. */
    at: integer().notNull(),
    /** Whose deliveries it has stopped, newest first. */
    members: text({ mode: 'json' }).$type<readonly StoppedMember[]>().notNull(),
    /** Set while its members are being told that it takes something again: from then on it stops nothing. */
    released: integer({ mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.channel, table.address] })],
);

/** A member whose delivery a suppressed address has stopped. */
export interface StoppedMember {
  readonly member: string;
  /** As their profile spells it. */
  readonly address: string;
}

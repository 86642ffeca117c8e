import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { TypeDefinition } from '../contract/notification-type.ts';
import type { Scope } from '../contract/tenant.ts';

/** Every version of every type, so that what an event was judged by can be looked up. */
export const type = sqliteTable(
  'type',
  {
    name: text().notNull(),
    version: integer().notNull(),
    definition: text({ mode: 'json' }).$type<TypeDefinition>().notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.name, table.version] })],
);

/** Keys of producers: only their hash is kept. */
export const apiKey = sqliteTable('api_key', {
  hash: text().primaryKey(),
  id: text().notNull(),
  name: text().notNull(),
  scopes: text({ mode: 'json' }).$type<readonly Scope[]>().notNull(),
  createdAt: integer('created_at').notNull(),
});

/** Settings and the like, a value each. */
export const fact = sqliteTable('fact', {
  key: text().primaryKey(),
  value: text({ mode: 'json' }).$type<unknown>().notNull(),
});

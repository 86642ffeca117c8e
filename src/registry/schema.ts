import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ModelDefinition } from '../contract/model.ts';
import type { TypeDefinition } from '../contract/notification-type.ts';
import type { ProviderDefinition } from '../contract/provider.ts';
import type { TemplateDefinition } from '../contract/template.ts';
import type { Scope } from '../contract/tenant.ts';
import type { WebhookDefinition, WebhookState } from '../contract/webhook.ts';
import type { ScoreBins } from './score-bins.ts';

/** Every version of every type, so that what an event was judged by can be looked up. */
export const type = versioned<TypeDefinition>('type');

/** Every version of every model, by which candidates were scored. */
export const model = versioned<ModelDefinition>('model');

/** Every version of every partial, which texts of types use. */
export const template = versioned<TemplateDefinition>('template');

/** What each version of a model said of candidates, and how often they were opened. */
export const calibration = sqliteTable(
  'calibration',
  {
    model: text().notNull(),
    version: integer().notNull(),
    bins: text({ mode: 'json' }).$type<ScoreBins>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.model, table.version] })],
);

/** Keys of producers: only their hash is kept. */
export const apiKey = sqliteTable('api_key', {
  hash: text().primaryKey(),
  id: text().notNull(),
  name: text().notNull(),
  scopes: text({ mode: 'json' }).$type<readonly Scope[]>().notNull(),
  createdAt: integer('created_at').notNull(),
});

/** Providers of channels. Their secrets are sealed, each by its field. */
export const provider = sqliteTable('provider', {
  name: text().primaryKey(),
  definition: text({ mode: 'json' }).$type<ProviderDefinition>().notNull(),
  sealed: text({ mode: 'json' }).$type<SealedSecrets>().notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** Addresses of the tenant's own that are told what happens. Their secrets are sealed. */
export const webhook = sqliteTable('webhook', {
  name: text().primaryKey(),
  definition: text({ mode: 'json' }).$type<WebhookDefinition>().notNull(),
  state: text({ mode: 'json' }).$type<WebhookState>().notNull(),
  updatedAt: integer('updated_at').notNull(),
});

/** Sealed secrets by the name of their field. */
export type SealedSecrets = Readonly<Record<string, string>>;

/** Settings and the like, a value each. */
export const fact = sqliteTable('fact', {
  key: text().primaryKey(),
  value: text({ mode: 'json' }).$type<unknown>().notNull(),
});

/** A table of definitions that are never changed, only followed by their next version. */
function versioned<Definition>(name: string) {
  return sqliteTable(
    name,
    {
      name: text().notNull(),
      version: integer().notNull(),
      definition: text({ mode: 'json' }).$type<Definition>().notNull(),
      updatedAt: integer('updated_at').notNull(),
    },
    (table) => [primaryKey({ columns: [table.name, table.version] })],
  );
}
export type VersionTable<Definition> = ReturnType<typeof versioned<Definition>>;

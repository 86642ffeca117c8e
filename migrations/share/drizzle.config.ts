import { defineConfig } from 'drizzle-kit';

// From the top level: drizzle-kit generate --config migrations/share/drizzle.config.ts
// Then add WITHOUT ROWID to new tables with a text key: drizzle-kit cannot.
export default defineConfig({
  dialect: 'sqlite',
  driver: 'durable-sqlite',
  schema: './src/fanout/share-schema.ts',
  out: './migrations/share',
});

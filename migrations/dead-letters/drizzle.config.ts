import { defineConfig } from 'drizzle-kit';

// From the top level: drizzle-kit generate --config migrations/dead-letters/drizzle.config.ts
// Then add WITHOUT ROWID to new tables with a text key: drizzle-kit cannot.
export default defineConfig({
  dialect: 'sqlite',
  driver: 'durable-sqlite',
  schema: './src/dead-letters/schema.ts',
  out: './migrations/dead-letters',
});

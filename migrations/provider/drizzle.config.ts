import { defineConfig } from 'drizzle-kit';

// From the top level: drizzle-kit generate --config migrations/provider/drizzle.config.ts
// Then add WITHOUT ROWID to new tables with a text key: drizzle-kit cannot.
export default defineConfig({
  dialect: 'sqlite',
  driver: 'durable-sqlite',
  schema: './src/channels/providers/schema.ts',
  out: './migrations/provider',
});

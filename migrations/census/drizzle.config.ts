import { defineConfig } from 'drizzle-kit';

// From the top level: drizzle-kit generate --config migrations/census/drizzle.config.ts
// Then add WITHOUT ROWID to the new tables whose schema says so: drizzle-kit cannot.
export default defineConfig({
  dialect: 'sqlite',
  driver: 'durable-sqlite',
  schema: './src/audience/census-schema.ts',
  out: './migrations/census',
});

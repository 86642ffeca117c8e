/** What drizzle-kit writes for the durable-sqlite driver. */
declare module '*/migrations.js' {
  const migrations: import('./migrate.ts').Migrations;
  export default migrations;
}

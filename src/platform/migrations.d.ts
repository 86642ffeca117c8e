/** What drizzle-kit writes for the durable-sqlite driver. */
declare module '*/migrations.js' {
  const migrations: import('./migrate.ts').Migrations;
  export default migrations;
}

/** The schema that a class's migrations lead to. */
declare module '*/newest/schema.sql' {
  const text: string;
  export default text;
}

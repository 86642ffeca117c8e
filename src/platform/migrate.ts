/** What drizzle-kit writes to `migrations/<class>/migrations.js`. */
export interface Migrations {
  readonly journal: { readonly entries: readonly { readonly idx: number; readonly tag: string }[] };
  readonly migrations: Readonly<Record<string, string>>;
}

/**
 * Brings an object's database to the newest schema, lazily, at its first touch.
 *
 * drizzle's own migrator hides every error behind "Rollback" and skips a migration that is older than the last one
 * applied; this one applies what is missing in one transaction, rethrows what went wrong, and refuses a database that
 * was written by newer code. Answers whether the database was made just now.
 *
 * `newest` is the schema that all steps together lead to: a new database is made by it alone, so that what is made often
 * does not get slower with every step.
 */
export function migrate(storage: DurableObjectStorage, { journal, migrations }: Migrations, newest?: string): boolean {
  const applied = appliedSteps(storage.sql);
  if (applied > journal.entries.length) {
    throw new Error(
      `This object was migrated to step ${applied}, but this code knows ${journal.entries.length}: deploy the newer code`,
    );
  }
  if (applied === journal.entries.length) return false;
  const texts = applied === 0 && newest !== undefined ? [newest] : textsAfter(applied, { journal, migrations });
  storage.transactionSync(() => {
    for (const text of texts) storage.sql.exec(text);
    if (applied > 0) storage.sql.exec(`drop ${kindOfStep(storage.sql)} schema_step`);
    // A view of one number: a table for it would cost every new object a page and a row more.
    storage.sql.exec(`create view schema_step as select ${journal.entries.length} as step`);
  });
  return applied === 0;
}

function textsAfter(applied: number, { journal, migrations }: Migrations): string[] {
  return journal.entries.slice(applied).map(({ idx, tag }) => {
    const text = migrations[`m${String(idx).padStart(4, '0')}`];
    if (text === undefined) throw new Error(`Migration ${tag} is in the journal but not in the bundle`);
    return text;
  });
}

/** Whether an object's database has ever been migrated; asks without writing. */
export function isMigrated(storage: DurableObjectStorage): boolean {
  return appliedSteps(storage.sql) > 0;
}

function appliedSteps(sql: SqlStorage): number {
  return kindOfStep(sql) === undefined ? 0 : sql.exec<{ step: number }>('select step from schema_step').one().step;
}

/** What the step is kept in; a table in databases that were made before it was a view. */
function kindOfStep(sql: SqlStorage): 'table' | 'view' | undefined {
  const query = "select type from sqlite_master where name = 'schema_step'";
  return sql.exec<{ type: 'table' | 'view' }>(query).toArray()[0]?.type;
}

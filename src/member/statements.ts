import type { Column, SQL } from 'drizzle-orm';
import { and, getTableColumns, getTableName, inArray, lte, or, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Marks } from './marks.ts';
import { notification } from './schema.ts';

/** Stands for the database of whichever object is running a statement. */
const running: { sql: SqlStorage | undefined } = { sql: undefined };
const shared = drizzle(running as unknown as DurableObjectStorage);
const prepared = new Map<string, unknown>();
const insertions = new Map<SQLiteTable, Insertion>();

/** The columns of a table, and the texts that write a row of it: one for each pattern of nulls, see `insert`. */
interface Insertion {
  readonly columns: readonly NamedColumn[];
  readonly texts: Map<number, string>;
}

/** A column, and what a row calls it. */
interface NamedColumn {
  readonly key: string;
  readonly column: Column;
}

/**
 * An object's way to drizzle. To build a statement costs ten times as much as to run it, and a new object would build
 * them all: so they are built once an isolate and run on the database of the object that asks. Objects never mix,
 * because from asking to the answer everything is synchronous; a statement must be run where it is asked for.
 */
export class Database {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** For a statement whose shape depends on its values. */
  get once(): typeof shared {
    running.sql = this.#storage.sql;
    return shared;
  }

  /** For a statement that the hot path uses, by a name of its own; values come through placeholders. */
  prepared<Statement>(name: string, prepare: (db: typeof shared) => Statement): Statement {
    running.sql = this.#storage.sql;
    const known = prepared.get(name) as Statement | undefined;
    if (known) return known;
    const made = prepare(shared);
    prepared.set(name, made);
    return made;
  }

  /**
   * Writes a whole row. By hand: to fill in drizzle's placeholders takes half as long again as the writing itself. Nulls
   * are left out: they are half of a usual row, and were a seventh of what it costs to write one.
   */
  insert<Table extends SQLiteTable>(table: Table, row: Readonly<Table['$inferSelect']>): void {
    const { columns, texts } = insertion(table);
    const values: Readonly<Record<string, unknown>> = row;
    const bound: unknown[] = [];
    // A bit a column. Doubled, not shifted: so there is room for 53 of them.
    let pattern = 0;
    for (const { key, column } of columns) {
      const isThere = isWritten(column, values[key]);
      pattern = 2 * pattern + (isThere ? 1 : 0);
      if (isThere) bound.push(column.mapToDriverValue(values[key]));
    }
    let text = texts.get(pattern);
    if (text === undefined) {
      text = insertText(
        table,
        columns.filter(({ key, column }) => isWritten(column, values[key])),
      );
      texts.set(pattern, text);
    }
    this.#storage.sql.exec(text, ...bound);
  }
}

/** A null is what a column has that is left out, unless it has a default. */
function isWritten({ hasDefault }: Column, value: unknown): boolean {
  return value !== null || hasDefault;
}

function insertion(table: SQLiteTable): Insertion {
  const known = insertions.get(table);
  if (known) return known;
  const columns = Object.entries(getTableColumns(table)).map(([key, column]) => ({ key, column }));
  const made = { columns, texts: new Map<number, string>() };
  insertions.set(table, made);
  return made;
}

function insertText(table: SQLiteTable, columns: readonly NamedColumn[]): string {
  const names = columns.map(({ column }) => `"${column.name}"`).join(', ');
  return `insert into "${getTableName(table)}" (${names}) values (${columns.map(() => '?').join(', ')})`;
}

/** A statement takes at most 100 parameters, so lists travel as one JSON text. */
export function oneOf(column: Column, ids: readonly string[]): SQL {
  return inArray(column, sql`(select value from json_each(${JSON.stringify(ids)}))`);
}

/** Entries that a mark covers; undefined when there is no mark. */
export function covered(marks: Marks | undefined): SQL | undefined {
  return or(...(marks ?? []).map(({ upTo, at }) => and(lte(notification.id, upTo), lte(notification.at, at))));
}

/** The contrary; undefined, which is no condition, of undefined. */
export function not(condition: SQL | undefined): SQL | undefined {
  return condition && sql`not (${condition})`;
}

import type { Column, SQL } from 'drizzle-orm';
import { and, inArray, lte, or, sql } from 'drizzle-orm';
import type { Marks } from './marks.ts';
import { type dropped, notification } from './schema.ts';

/** Statements prepared once: an unprepared one costs ten times as much to build as to run. */
export class Prepared {
  readonly #statements = new Map<string, unknown>();

  once<Statement>(name: string, prepare: () => Statement): Statement {
    const known = this.#statements.get(name) as Statement | undefined;
    if (known) return known;
    const made = prepare();
    this.#statements.set(name, made);
    return made;
  }
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

/** A placeholder for every column, by its name. */
export function placeholders(table: typeof notification | typeof dropped): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(table)
      .filter((key) => !key.startsWith('_') && key !== 'enableRLS')
      .map((column) => [column, sql.placeholder(column)]),
  );
}

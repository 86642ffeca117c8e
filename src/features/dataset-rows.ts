/** A dataset of the tenant, in the book that partition 0 keeps. */
export interface DatasetRow {
  readonly name: string;
  /** Whole pushes so far. */
  readonly version: number;
  /** When the last of them ended, ms since the epoch. */
  readonly updatedAt: number | null;
  /** The full push that is under way. */
  readonly push: string | null;
  /** Counts full pushes. */
  readonly generation: number;
  /** Full pushes that are over, the newest last. */
  readonly past: readonly PastPush[];
}

/** A full push that is over: it ended, or another one began before it did. */
export interface PastPush {
  readonly push: string;
  /** ms since the epoch */
  readonly at: number;
  readonly ended: boolean;
}

const COLUMNS = 'select name, version, updated_at as updatedAt, push, generation, past from dataset';

/** The part of the store that keeps the book of datasets. */
export class DatasetRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get(name: string): DatasetRow | undefined {
    return this.#rows(`${COLUMNS} where name = ?1`, name)[0];
  }

  /** In order of their names. */
  all(): DatasetRow[] {
    return this.#rows(`${COLUMNS} order by name`);
  }

  put({ name, version, updatedAt, push, generation, past }: DatasetRow): void {
    this.#sql.exec(
      'insert or replace into dataset (name, version, updated_at, push, generation, past) values (?1, ?2, ?3, ?4, ?5, ?6)',
      name,
      version,
      updatedAt,
      push,
      generation,
      JSON.stringify(past),
    );
  }

  /** Answers whether it was there. */
  remove(name: string): boolean {
    return this.#sql.exec('delete from dataset where name = ?1 returning name', name).toArray().length > 0;
  }

  #rows(query: string, ...bound: SqlStorageValue[]): DatasetRow[] {
    return this.#sql
      .exec<{ [Name in keyof DatasetRow]: Name extends 'past' ? string : DatasetRow[Name] }>(query, ...bound)
      .toArray()
      .map(({ past, ...row }) => ({ ...row, past: JSON.parse(past as string) as PastPush[] }) as DatasetRow);
  }
}

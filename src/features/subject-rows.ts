import { textParts } from '../platform/text-parts.ts';

/** Numbers by name. */
export type Numbers = Readonly<Record<string, number>>;

const GET = `select dataset, features from subject
  where target = ?1 and dataset in (select value from json_each(?2))`;
// What is as it was is not written again.
const PUT = `insert into subject (dataset, target, features)
  select ?1, value ->> 0, value ->> 1 from json_each(?2) where true
  on conflict do update set features = excluded.features where features is not excluded.features returning target`;
const REMOVE = `delete from subject where dataset = ?1 and target in (select value from json_each(?2)) returning target`;
const PAGE = 'select target from subject where dataset = ?1 and target > ?2 order by target limit ?3';
const COUNT = 'select count(*) as subjects from subject where dataset = ?1';

/** The part of the store that keeps the numbers of actors, entities and items. */
export class SubjectRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** What these datasets tell of a target, by their names. */
  get(target: string, datasets: readonly string[]): Record<string, Numbers> {
    const rows = this.#sql.exec<{ dataset: string; features: string }>(GET, target, JSON.stringify(datasets)).toArray();
    return Object.fromEntries(rows.map(({ dataset, features }) => [dataset, JSON.parse(features) as Numbers]));
  }

  /** Answers how many were new or other than before; `features` is JSON. */
  put(dataset: string, rows: readonly (readonly [target: string, features: string])[]): number {
    let written = 0;
    for (const part of textParts(rows.map((row) => JSON.stringify(row)))) {
      written += this.#sql.exec(PUT, dataset, `[${part.join(',')}]`).toArray().length;
    }
    return written;
  }

  /** Answers how many were there. */
  remove(dataset: string, targets: readonly string[]): number {
    if (targets.length === 0) return 0;
    return this.#sql.exec(REMOVE, dataset, JSON.stringify(targets)).toArray().length;
  }

  /** Targets of a dataset after one, in order. */
  page(dataset: string, after: string, limit: number): string[] {
    return this.#sql
      .exec<{ target: string }>(PAGE, dataset, after, limit)
      .toArray()
      .map(({ target }) => target);
  }

  count(dataset: string): number {
    return this.#sql.exec<{ subjects: number }>(COUNT, dataset).one().subjects;
  }
}

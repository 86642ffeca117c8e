import { textParts } from '../platform/text-parts.ts';
import { DatasetRows } from './dataset-rows.ts';
import { PushRows } from './push-rows.ts';
import type { RowHashes } from './row-hash.ts';
import { SubjectRows } from './subject-rows.ts';

/** What a member holds of a dataset. */
export interface MemberRow {
  readonly member: string;
  /** Tickets up to this one tell nothing more: they have ended, or another one has while they were under way. */
  readonly stamp: number;
  readonly hashes: RowHashes;
}

const GET = `select member, stamp, hashes from member_row
  where dataset = ?1 and member in (select value from json_each(?2))`;
const PAGE = `select member, stamp, hashes from member_row
  where dataset = ?1 and member > ?2 order by member limit ?3`;
const PUT = `insert into member_row (dataset, member, stamp, hashes)
  select ?1, value ->> 0, value ->> 1, value -> 2 from json_each(?2) where true
  on conflict do update set stamp = excluded.stamp, hashes = excluded.hashes`;
const REMOVE = 'delete from member_row where dataset = ?1 and member in (select value from json_each(?2))';
const COUNT = `select count(*) as members, coalesce(sum((select count(*) from json_each(hashes))), 0) as "rows"
  from member_row where dataset = ?1`;
/** From one dataset to the next, without reading the rows between. */
const DATASETS = `with recursive known (name) as (
    select min(dataset) from member_row
    union all select (select min(dataset) from member_row where dataset > known.name) from known where known.name is not null
  ) select name from known where name is not null`;

/** The only SQL of a features partition, with its parts. */
export class Store {
  readonly subjects: SubjectRows;
  readonly pushes: PushRows;
  readonly datasets: DatasetRows;
  readonly #sql: SqlStorage;

  constructor(storage: DurableObjectStorage) {
    this.#sql = storage.sql;
    this.subjects = new SubjectRows(storage.sql);
    this.pushes = new PushRows(storage.sql);
    this.datasets = new DatasetRows(storage.sql);
  }

  /** What these members hold, by their ids. */
  members(dataset: string, ids: readonly string[]): Map<string, MemberRow> {
    return new Map(this.#rows(GET, dataset, JSON.stringify(ids)).map((row) => [row.member, row]));
  }

  /** Members of a dataset after one, in order. */
  memberPage(dataset: string, after: string, limit: number): MemberRow[] {
    return this.#rows(PAGE, dataset, after, limit);
  }

  putMembers(dataset: string, rows: readonly MemberRow[]): void {
    const texts = rows.map(({ member, stamp, hashes }) => JSON.stringify([member, stamp, hashes]));
    for (const part of textParts(texts)) this.#sql.exec(PUT, dataset, `[${part.join(',')}]`);
  }

  removeMembers(dataset: string, ids: readonly string[]): void {
    this.#sql.exec(REMOVE, dataset, JSON.stringify(ids));
  }

  /** How many members have rows, and how many rows. */
  count(dataset: string): { members: number; rows: number } {
    return this.#sql.exec<{ members: number; rows: number }>(COUNT, dataset).one();
  }

  /** Datasets of which members of the partition hold something. */
  memberDatasets(): string[] {
    return this.#sql
      .exec<{ name: string }>(DATASETS)
      .toArray()
      .map(({ name }) => name);
  }

  #rows(query: string, ...bound: SqlStorageValue[]): MemberRow[] {
    return this.#sql
      .exec<{ member: string; stamp: number; hashes: string }>(query, ...bound)
      .toArray()
      .map(({ hashes, ...row }) => ({ ...row, hashes: JSON.parse(hashes) as RowHashes }));
  }
}

/** The targets of members' rows, by member; the own row of a member is the empty target. */
export type Targets = Readonly<Record<string, readonly string[]>>;

/** Rows that are on their way to members. */
export interface Underway {
  readonly id: number;
  readonly dataset: string;
  /** ms since the epoch */
  readonly at: number;
  readonly members: Targets;
}

/** What a request of a full push named. */
export interface Named {
  readonly members: Targets;
  readonly subjects: readonly string[];
}

type Stored<Row> = { [Name in keyof Row]: Row[Name] extends number | string ? Row[Name] : string };

/** The part of the store that keeps what pushes have begun and not ended. */
export class PushRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  underway(): Underway[] {
    return this.#sql
      .exec<Stored<Underway>>('select id, dataset, at, members from underway order by id')
      .toArray()
      .map(({ members, ...row }) => ({ ...row, members: JSON.parse(members) as Targets }));
  }

  putUnderway({ id, dataset, at, members }: Underway): void {
    this.#sql.exec(
      `insert into underway (id, dataset, at, members) values (?1, ?2, ?3, ?4)
        on conflict do update set members = excluded.members`,
      id,
      dataset,
      at,
      JSON.stringify(members),
    );
  }

  removeUnderway(id: number): void {
    this.#sql.exec('delete from underway where id = ?1', id);
  }

  /** Adds what one more request of a push named: one row written. Forgets the names of all other pushes of the dataset. */
  name(dataset: string, generation: number, { members, subjects }: Named): void {
    this.#sql.exec('delete from named where dataset = ?1 and generation != ?2', dataset, generation);
    this.#sql.exec(
      `insert into named (dataset, generation, part, members, subjects)
        select ?1, ?2, coalesce(max(part) + 1, 0), ?3, ?4 from named where dataset = ?1 and generation = ?2`,
      dataset,
      generation,
      JSON.stringify(members),
      JSON.stringify(subjects),
    );
  }

  named(dataset: string, generation: number): Named[] {
    return this.#sql
      .exec<Stored<Named>>(
        'select members, subjects from named where dataset = ?1 and generation = ?2',
        dataset,
        generation,
      )
      .toArray()
      .map(({ members, subjects }) => ({ members: JSON.parse(members), subjects: JSON.parse(subjects) }));
  }

  /** Forgets what pushes of a dataset named. */
  unname(dataset: string): void {
    this.#sql.exec('delete from named where dataset = ?1', dataset);
  }

  /** A member is named nowhere any more. */
  forgetMember(member: string): void {
    this.#sql.exec(
      `update named set members = (select json_group_object(key, json(value)) from json_each(members) where key != ?1)
        where exists (select 1 from json_each(members) where key = ?1)`,
      member,
    );
  }
}

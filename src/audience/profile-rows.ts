import { conditionsOf, type Predicate } from '../contract/predicate.ts';
import type { AudienceCursor } from '../contract/queue-message.ts';
import { textParts } from '../platform/text-parts.ts';
import { predicateSql } from './predicate-sql.ts';

/** What is told of a member: hash, member, JSON of their attributes (see `keptAttributes`). */
export type ProfileRow = readonly [hash: number, member: string, attributes: string];

/** Members who match up to `next`, or to the end of what was asked. */
export interface MatchPage {
  readonly members: readonly AudienceCursor[];
  readonly next: AudienceCursor | undefined;
}
type Place = { readonly [Part in keyof AudienceCursor]: AudienceCursor[Part] };

/** Conditions that one page asks of its rows, together: some 30 ms, after which others have their turn. */
const QUESTIONS_PER_PAGE = 20_000;
const FEWEST_ROWS_PER_PAGE = 500;

const PUT = `insert into profile
  select value ->> 0, value ->> 1, jsonb(value -> 2) from json_each(?1) where true
  on conflict do update set attributes = excluded.attributes where attributes is not excluded.attributes`;
const STRIKE = 'delete from profile where hash = ?1 and member = ?2';
const WINDOW = `select hash, member from profile where (hash, member) > (?1, ?2) and hash <= ?3
  order by hash, member limit 1 offset ?4`;

/** The part of the census's store that knows what members were told to be: its statements depend on what is asked. */
export class ProfileRows {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Replaces what was told; what is the same costs nothing. */
  put(rows: readonly ProfileRow[]): void {
    for (const part of textParts(rows.map(textOf))) this.#sql.exec(PUT, `[${part.join(',')}]`);
  }

  strike(hash: number, member: string): void {
    this.#sql.exec(STRIKE, hash, member);
  }

  /** Members who match, after a place up to a hash, in (hash, member) order, and where the next page starts. */
  page(where: Predicate, after: AudienceCursor, to: number, limit: number): MatchPage {
    const { text, values } = predicateSql(where);
    const looked = Math.max(FEWEST_ROWS_PER_PAGE, Math.floor(QUESTIONS_PER_PAGE / conditionsOf(where)));
    const [window] = this.#sql.exec<Place>(WINDOW, after.hash, after.member, to, looked - 1).toArray();
    const until = window ?? { hash: to + 1, member: '' };
    const members = this.#sql
      .exec<Place>(
        `select hash, member from profile where (hash, member) > (?2, ?3) and (hash, member) <= (?4, ?5) and ${text}
          order by hash, member limit ?6`,
        values,
        after.hash,
        after.member,
        until.hash,
        until.member,
        limit,
      )
      .toArray();
    return { members, next: members.length === limit ? members.at(-1) : window };
  }

  /** How many match, exactly: every row is looked at, and billed as read. */
  count(where: Predicate): number {
    const { text, values } = predicateSql(where);
    return this.#sql.exec<{ count: number }>(`select count(*) as count from profile where ${text}`, values).one().count;
  }
}

function textOf([hash, member, attributes]: ProfileRow): string {
  return `[${hash},${JSON.stringify(member)},${attributes}]`;
}

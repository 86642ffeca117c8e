import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import journaled from '../../migrations/census/migrations.js';
import { migrate } from '../platform/migrate.ts';
import { follow, roll } from './census-schema.ts';
import { lazily } from './lazily.ts';
import { ProfileRows } from './profile-rows.ts';
import { suppressionRows } from './suppressions-store.ts';

/** An edge as the census keeps it: member, node, kind, strength 0..1. */
export type FollowRow = readonly [member: string, node: string, kind: string, strength: number];
/** The key of an edge in the census. */
export type FollowKey = readonly [member: string, node: string, kind: string];

/** Rows of one bulk statement: a bound text holds 2 MB at the most, and two of the longest ids are 1,100 bytes. */
const ROWS_PER_STATEMENT = 1_000;

/** The only SQL of a census partition. Brings the database to the newest schema. */
export function openCensusStore(storage: DurableObjectStorage) {
  migrate(storage, journaled);
  const db = drizzle(storage);
  const rows = sql.placeholder('rows');
  const member = sql.placeholder('member');
  const limit = sql.placeholder('limit');

  const put = lazily(() =>
    db
      .insert(follow)
      .select(sql`select value->>0, value->>1, value->>2, value->>3 from json_each(${rows}) where true`)
      .onConflictDoUpdate({
        target: [follow.member, follow.node, follow.kind],
        set: { strength: sql`excluded.strength` },
        // An edge that is as it was is not written again.
        setWhere: sql`${follow.strength} is not excluded.strength`,
      })
      .prepare(),
  );
  const remove = lazily(() =>
    db
      .delete(follow)
      .where(
        sql`(${follow.member}, ${follow.node}, ${follow.kind}) in
          (select value->>0, value->>1, value->>2 from json_each(${rows}))`,
      )
      .prepare(),
  );
  const enrol = lazily(() =>
    db.insert(roll).select(sql`select value from json_each(${rows}) where true`).onConflictDoNothing().prepare(),
  );
  const follows = lazily(() =>
    db
      .select({ node: follow.node, kind: follow.kind, strength: follow.strength })
      .from(follow)
      .where(
        and(
          eq(follow.member, member),
          sql`(${follow.node}, ${follow.kind}) > (${sql.placeholder('node')}, ${sql.placeholder('kind')})`,
        ),
      )
      .orderBy(follow.node, follow.kind)
      .limit(limit)
      .prepare(),
  );
  const members = lazily(() =>
    db.select().from(roll).where(gt(roll.member, member)).orderBy(asc(roll.member)).limit(limit).prepare(),
  );
  const strike = lazily(() => db.delete(roll).where(eq(roll.member, member)).prepare());

  return {
    profiles: new ProfileRows(storage.sql),
    suppressions: suppressionRows(db),
    /** Writes edges; those that are as they were cost nothing. */
    put(edges: readonly FollowRow[]): void {
      for (const piece of pieces(edges)) put().run({ rows: JSON.stringify(piece) });
    },
    /** Takes edges away; those that are not there cost nothing. */
    remove(keys: readonly FollowKey[]): void {
      for (const piece of pieces(keys)) remove().run({ rows: JSON.stringify(piece) });
    },
    /** Puts members on the roll; those on it cost nothing. */
    enrol(names: readonly string[]): void {
      for (const piece of pieces(names)) enrol().run({ rows: JSON.stringify(piece) });
    },
    /** What a member follows, after a place, in (node, kind) order. */
    follows(member: string, after: { readonly node: string; readonly kind: string } | undefined, limit: number) {
      return follows().all({ member, node: after?.node ?? '', kind: after?.kind ?? '', limit });
    },
    /** Members of the roll after one, in order of their UTF-8 bytes. */
    members(after: string, limit: number): string[] {
      return members()
        .all({ member: after, limit })
        .map((row) => row.member);
    },
    /** Takes a member off the roll. */
    strike(member: string): void {
      strike().run({ member });
    },
  };
}
export type CensusStore = ReturnType<typeof openCensusStore>;

function* pieces<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += ROWS_PER_STATEMENT)
    yield rows.slice(start, start + ROWS_PER_STATEMENT);
}

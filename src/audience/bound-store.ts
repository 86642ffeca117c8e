import { and, asc, eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import { bound, boundKey, liftCount } from './audience-schema.ts';
import { lazily } from './lazily.ts';

/** What is kept of one member: the bound in log-odds, the strength it is right for, and when it ends (ms). */
export type BoundEntry = readonly [bound: number, strength: number | null, until: number];
/** Bounds by member. */
export type BoundBlock = Map<string, BoundEntry>;
/** A way of scoring that the shard keeps bounds for. */
export type BoundKeyRow = typeof boundKey.$inferSelect;

/** The SQL of the bounds of an audience shard, whose tables are there. */
export function openBoundStore(storage: DurableObjectStorage) {
  const db = drizzle(storage);
  const isBlock = and(eq(bound.key, sql.placeholder('key')), eq(bound.block, sql.placeholder('block')));
  const block = lazily(() => db.select({ entries: bound.entries }).from(bound).where(isBlock).prepare());
  const dropBlock = lazily(() => db.delete(bound).where(isBlock).prepare());
  const putBlock = lazily(() =>
    db
      .insert(bound)
      .values({ key: sql.placeholder('key'), block: sql.placeholder('block'), entries: sql.placeholder('entries') })
      .onConflictDoUpdate({ target: [bound.key, bound.block], set: { entries: sql`excluded.entries` } })
      .prepare(),
  );

  return {
    /** The ways of scoring, the least lately read one first. */
    keys: (): BoundKeyRow[] => db.select().from(boundKey).orderBy(asc(boundKey.at)).all(),
    putKey(row: BoundKeyRow): void {
      const { key: _, ...change } = row;
      db.insert(boundKey).values(row).onConflictDoUpdate({ target: boundKey.key, set: change }).run();
    },
    /** Forgets a way of scoring with all its bounds. */
    removeKey(key: string): void {
      db.delete(bound).where(eq(bound.key, key)).run();
      db.delete(boundKey).where(eq(boundKey.key, key)).run();
    },
    /** Forgets all there is. */
    clear(): void {
      db.delete(bound).run();
      db.delete(boundKey).run();
    },
    block(key: string, number: number): BoundBlock {
      const found = block().get({ key, block: number });
      return new Map(found ? Object.entries<BoundEntry>(JSON.parse(found.entries)) : []);
    },
    /** An empty block takes no row. */
    putBlock(key: string, number: number, entries: BoundBlock): void {
      if (entries.size === 0) dropBlock().run({ key, block: number });
      else putBlock().run({ key, block: number, entries: JSON.stringify(Object.fromEntries(entries)) });
    },
    /** Undefined until it is put for the first time. */
    liftCount: (): number | undefined => db.select().from(liftCount).get()?.count,
    putLiftCount(count: number): void {
      db.insert(liftCount).values({ id: 1, count }).onConflictDoUpdate({ target: liftCount.id, set: { count } }).run();
    },
    transaction: <Result>(work: () => Result): Result => storage.transactionSync(work),
  };
}
export type BoundStore = ReturnType<typeof openBoundStore>;

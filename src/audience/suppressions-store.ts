import { and, asc, eq, sql } from 'drizzle-orm';
import type { DrizzleSqliteDODatabase } from 'drizzle-orm/durable-sqlite';
import type { SuppressedAddress, SuppressedChannel } from '../contract/suppression.ts';
import { suppression } from './census-schema.ts';
import { lazily } from './lazily.ts';

export type SuppressionRow = typeof suppression.$inferSelect;

/** The SQL of suppressed addresses. Addresses are as `plainAddress` gives them. */
export function suppressionRows(db: DrizzleSqliteDODatabase) {
  const isIt = and(
    eq(suppression.channel, sql.placeholder('channel')),
    eq(suppression.address, sql.placeholder('address')),
  );
  const read = lazily(() => db.select().from(suppression).where(isIt).prepare());
  const remove = lazily(() => db.delete(suppression).where(isIt).prepare());

  return {
    get(channel: SuppressedChannel, address: string): SuppressionRow | undefined {
      return read().get({ channel, address });
    },
    put(row: SuppressionRow): void {
      const { channel: _channel, address: _address, ...set } = row;
      db.insert(suppression)
        .values(row)
        .onConflictDoUpdate({ target: [suppression.channel, suppression.address], set })
        .run();
    },
    remove(channel: SuppressedChannel, address: string): void {
      remove().run({ channel, address });
    },
    /** Those that stop something, after a place, of one channel or of all, in the order of the key. */
    page(
      after: SuppressedAddress | undefined,
      channel: SuppressedChannel | undefined,
      limit: number,
    ): SuppressionRow[] {
      const isAfter = sql`(${suppression.channel}, ${suppression.address}) > (${after?.channel ?? ''}, ${after?.address ?? ''})`;
      const isOfChannel = channel === undefined ? undefined : eq(suppression.channel, channel);
      return db
        .select()
        .from(suppression)
        .where(and(isAfter, isOfChannel, eq(suppression.released, false)))
        .orderBy(asc(suppression.channel), asc(suppression.address))
        .limit(limit)
        .all();
    },
  };
}
export type SuppressionRows = ReturnType<typeof suppressionRows>;

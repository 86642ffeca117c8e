import { and, asc, desc, eq, getTableColumns, gt, isNotNull, isNull, lt, lte, max, sql } from 'drizzle-orm';
import type { Marks } from './marks.ts';
import { type NotificationRow, notification } from './schema.ts';
import { covered, Database, not, oneOf } from './statements.ts';

/** The SQL of what the member sees: the timeline with its groups and counts, and the past that decisions look at. */
export class TimelineRows {
  readonly #database: Database;

  constructor(storage: DurableObjectStorage) {
    this.#database = new Database(storage);
  }

  page(before: string | undefined, limit: number, archived: 'include' | 'exclude' | 'only'): NotificationRow[] {
    return this.#database.once
      .select()
      .from(notification)
      .where(
        and(
          eq(notification.shown, true),
          before === undefined ? undefined : lt(notification.id, before),
          archived === 'exclude' ? isNull(notification.archivedAt) : undefined,
          archived === 'only' ? isNotNull(notification.archivedAt) : undefined,
        ),
      )
      .orderBy(desc(notification.id))
      .limit(limit)
      .all();
  }

  /** Exact, from the rows. */
  counts(seen: Marks | undefined, read: Marks | undefined): { unseen: number; unread: number } {
    const unread = and(isNull(notification.readAt), not(covered(read)));
    const found = this.#database.once
      .select({
        unseen: sql<number>`count(*) filter (where ${and(unread, not(covered(seen)))})`,
        unread: sql<number>`count(*) filter (where ${unread})`,
      })
      .from(notification)
      .where(and(eq(notification.shown, true), isNull(notification.archivedAt)))
      .get();
    return found ?? { unseen: 0, unread: 0 };
  }

  /** Entries after an id that are neither read nor archived, up to `most`. */
  unreadAfter(id: string, most: number): number {
    return this.#database
      .prepared('unreadAfter', (db) =>
        db
          .select({ id: notification.id })
          .from(notification)
          .where(
            and(
              gt(notification.id, sql.placeholder('id')),
              eq(notification.shown, true),
              isNull(notification.readAt),
              isNull(notification.archivedAt),
            ),
          )
          .limit(sql.placeholder('most'))
          .prepare(),
      )
      .all({ id, most }).length;
  }

  /** When the last entry up to an id arrived that no mark covers yet; null when there is none. */
  lastUncovered(upTo: string, marks: Marks | undefined): number | null {
    const found = this.#database.once
      .select({ at: max(notification.at) })
      .from(notification)
      .where(and(eq(notification.shown, true), lte(notification.id, upTo), not(covered(marks))))
      .get();
    return found?.at ?? null;
  }

  /** Marks those not read yet; what was read stays as it was. */
  markRead(ids: readonly string[], at: number): void {
    const unread = and(oneOf(notification.id, ids), isNull(notification.readAt));
    this.#database.once.update(notification).set({ readAt: at }).where(unread).run();
  }

  archive(ids: readonly string[], at: number): void {
    const present = and(oneOf(notification.id, ids), isNull(notification.archivedAt));
    this.#database.once.update(notification).set({ archivedAt: at }).where(present).run();
  }

  /** What has joined a notification's group, newest first. */
  joined(ids: readonly string[]) {
    return this.#database.once
      .select({
        id: notification.id,
        into: notification.mergedInto,
        actor: notification.actor,
        content: notification.content,
      })
      .from(notification)
      .where(and(oneOf(notification.mergedInto, ids), isNotNull(notification.groupKey)))
      .orderBy(desc(notification.id))
      .all();
  }

  /** The whole history without its texts, oldest first. */
  past() {
    return this.#database
      .prepared('past', (db) => {
        const { content, policy, deliveries, followUp, items, folded, expiresAt, thread, ...columns } =
          getTableColumns(notification);
        return db.select(columns).from(notification).orderBy(asc(notification.id)).prepare();
      })
      .all();
  }
}

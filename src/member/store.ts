import { and, asc, count, desc, eq, gt, isNull, lt, lte, min, not, sql } from 'drizzle-orm';
import { FeatureRows, isOfFeatures } from './feature-rows.ts';
import { Rings } from './rings.ts';
import { fact, type NotificationRow, notification } from './schema.ts';
import { Database, oneOf } from './statements.ts';
import { TimelineRows } from './timeline-rows.ts';

type Settled = Pick<NotificationRow, 'deliveries' | 'dueAt' | 'policy' | 'followUp'>;

/** The SQL of a member's object, with that of its timeline, rings and features. Statements that the hot path uses are prepared once. */
export class Store {
  readonly rings: Rings;
  readonly timeline: TimelineRows;
  readonly features: FeatureRows;
  readonly #database: Database;
  #revision = 0;

  constructor(storage: DurableObjectStorage) {
    this.#database = new Database(storage);
    this.rings = new Rings(storage);
    this.timeline = new TimelineRows(storage);
    this.features = new FeatureRows(storage);
  }

  // --- notifications

  /** Another one after every change of rows that were there already; new and removed ones do not count. */
  get revision(): number {
    return this.#revision;
  }

  notification(id: string): NotificationRow | undefined {
    return this.#database
      .prepared('notification', (db) =>
        db
          .select()
          .from(notification)
          .where(eq(notification.id, sql.placeholder('id')))
          .prepare(),
      )
      .get({ id });
  }

  notifications(ids: readonly string[]): NotificationRow[] {
    return this.#database.once.select().from(notification).where(oneOf(notification.id, ids)).all();
  }

  /** Every notification, newest first. */
  history(): NotificationRow[] {
    return this.#database.once.select().from(notification).orderBy(desc(notification.id)).all();
  }

  insert(row: NotificationRow): void {
    this.#database.insert(notification, row);
  }

  /** Overwrites the parts of a row that deciding again changes: one row written. */
  update(id: string, change: Partial<Omit<NotificationRow, 'id'>>): void {
    this.#revision++;
    this.#database.once.update(notification).set(change).where(eq(notification.id, id)).run();
  }

  /** Overwrites the parts of a row that settling changes: one row written. */
  updateDeliveries(id: string, change: Settled): void {
    this.#database
      .prepared('updateDeliveries', (db) =>
        db
          .update(notification)
          .set({
            deliveries: sql.placeholder('deliveries') as unknown as Settled['deliveries'],
            dueAt: sql.placeholder('dueAt') as unknown as number,
            policy: sql.placeholder('policy') as unknown as Settled['policy'],
            followUp: sql.placeholder('followUp') as unknown as Settled['followUp'],
          })
          .where(eq(notification.id, sql.placeholder('id')))
          .prepare(),
      )
      .run({ id, ...change });
  }

  notificationCount(): number {
    const counted = this.#database.prepared('count', (db) => db.select({ rows: count() }).from(notification).prepare());
    return counted.get()?.rows ?? 0;
  }

  /** Rows that need work by `now`, the longest due first. */
  due(now: number, limit: number): NotificationRow[] {
    return this.#database.once
      .select()
      .from(notification)
      .where(lte(notification.dueAt, now))
      .orderBy(asc(notification.dueAt), asc(notification.id))
      .limit(limit)
      .all();
  }

  /** When a row needs work next, and when the oldest one arrived. */
  horizon(): { nextDue: number | null; oldest: number | null } {
    const found = this.#database
      .prepared('horizon', (db) =>
        db
          .select({ nextDue: min(notification.dueAt), oldest: min(notification.at) })
          .from(notification)
          .prepare(),
      )
      .get();
    return found ?? { nextDue: null, oldest: null };
  }

  interruptionsSince(at: number): Pick<NotificationRow, 'interruptedAt' | 'type' | 'decision'>[] {
    return this.#database
      .prepared('interruptions', (db) =>
        db
          .select({
            interruptedAt: notification.interruptedAt,
            type: notification.type,
            decision: notification.decision,
          })
          .from(notification)
          .where(gt(notification.interruptedAt, sql.placeholder('at')))
          .orderBy(asc(notification.interruptedAt))
          .prepare(),
      )
      .all({ at });
  }

  /** Rows that wait: for a digest, or (without one) for a slot. */
  held(digest: string | null): NotificationRow[] {
    return this.#database.once
      .select()
      .from(notification)
      .where(
        and(
          eq(notification.outcome, 'hold'),
          digest === null ? isNull(notification.digestKey) : eq(notification.digestKey, digest),
        ),
      )
      .orderBy(asc(notification.id))
      .all();
  }

  /** Makes everything that waits for a moment due: the moments may be others now. Answers how many rows wait. */
  wakeHeld(now: number): number {
    this.#revision++;
    return this.#database.once
      .update(notification)
      .set({ dueAt: now })
      .where(and(eq(notification.outcome, 'hold'), gt(notification.dueAt, now)))
      .returning({ id: notification.id })
      .all().length;
  }

  /** The oldest id but so many. */
  oldestBut(skip: number): string | undefined {
    return this.#database
      .prepared('oldestBut', (db) =>
        db
          .select({ id: notification.id })
          .from(notification)
          .orderBy(asc(notification.id))
          .limit(1)
          .offset(sql.placeholder('skip'))
          .prepare(),
      )
      .get({ skip })?.id;
  }

  newestId(): string | undefined {
    return this.#database
      .prepared('newestId', (db) =>
        db.select({ id: notification.id }).from(notification).orderBy(desc(notification.id)).limit(1).prepare(),
      )
      .get()?.id;
  }

  /** The part of the history before an id. */
  olderThan(id: string): NotificationRow[] {
    return this.#database
      .prepared('olderThan', (db) =>
        db
          .select()
          .from(notification)
          .where(lt(notification.id, sql.placeholder('id')))
          .prepare(),
      )
      .all({ id });
  }

  remove(ids: readonly string[]): void {
    this.#database
      .prepared('remove', (db) =>
        db
          .delete(notification)
          .where(sql`${notification.id} in (select value from json_each(${sql.placeholder('ids')}))`)
          .prepare(),
      )
      .run({ ids: JSON.stringify(ids) });
  }

  /** Removes what did not arrive after a moment. */
  pruneUpTo(at: number): void {
    this.#database.once.delete(notification).where(lte(notification.at, at)).run();
    this.rings.pruneUpTo(at);
  }

  // --- facts

  /** All but what pushes told: that is much, and most candidates never ask for it. */
  facts(): { key: string; value: unknown }[] {
    return this.#database.prepared('facts', (db) => db.select().from(fact).where(not(isOfFeatures)).prepare()).all();
  }

  putFact(key: string, value: unknown): void {
    this.#database.once
      .insert(fact)
      .values({ key, value })
      .onConflictDoUpdate({ target: fact.key, set: { value } })
      .run();
  }
}

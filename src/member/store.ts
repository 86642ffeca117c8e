import type { SQL } from 'drizzle-orm';
import { and, asc, count, desc, eq, gt, inArray, isNotNull, isNull, lt, lte, max, min, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import { type DeviceRow, device, dropped, engagement, fact, type NotificationRow, notification } from './schema.ts';

/** Everything up to `upTo` that had arrived by `at` was seen (or read); marks only ever move forward. */
export interface Mark {
  readonly upTo: string;
  readonly at: number;
}

/** The only SQL of a member's object. Statements that the hot path uses are prepared once. */
export class Store {
  readonly #db;
  readonly #prepared = new Map<string, unknown>();

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
  }

  // --- notifications

  notification(id: string): NotificationRow | undefined {
    return this.#once('notification', () =>
      this.#db
        .select()
        .from(notification)
        .where(eq(notification.id, sql.placeholder('id')))
        .prepare(),
    ).get({ id });
  }

  notifications(ids: readonly string[]): NotificationRow[] {
    return this.#db.select().from(notification).where(oneOf(notification.id, ids)).all();
  }

  insert(row: NotificationRow): void {
    this.#once('insert', () =>
      this.#db
        .insert(notification)
        .values(placeholders(notification) as unknown as NotificationRow)
        .prepare(),
    ).run(row);
  }

  /** Overwrites the parts of a row that deciding again and settling change: one row written. */
  update(id: string, change: Partial<Omit<NotificationRow, 'id'>>): void {
    this.#db.update(notification).set(change).where(eq(notification.id, id)).run();
  }

  notificationCount(): number {
    return this.#db.select({ rows: count() }).from(notification).get()?.rows ?? 0;
  }

  /** Rows that need work by `now`, the longest due first. */
  due(now: number, limit: number): NotificationRow[] {
    return this.#db
      .select()
      .from(notification)
      .where(lte(notification.dueAt, now))
      .orderBy(asc(notification.dueAt), asc(notification.id))
      .limit(limit)
      .all();
  }

  /** When a row needs work next, and when the oldest one has been kept long enough to be weighed against `KEPT_FOR`. */
  horizon(): { nextDue: number | null; oldest: number | null } {
    const found = this.#db
      .select({ nextDue: min(notification.dueAt), oldest: min(notification.at) })
      .from(notification)
      .get();
    return found ?? { nextDue: null, oldest: null };
  }

  interruptionsSince(at: number): { at: number; type: string }[] {
    return this.#db
      .select({ at: sql<number>`${notification.interruptedAt}`, type: notification.type })
      .from(notification)
      .where(gt(notification.interruptedAt, at))
      .orderBy(asc(notification.interruptedAt))
      .all();
  }

  /** The newest id that does not fit into a history of `keep` rows any more; undefined when all fit. */
  newestBeyond(keep: number): string | undefined {
    return this.#db
      .select({ id: notification.id })
      .from(notification)
      .orderBy(desc(notification.id))
      .limit(1)
      .offset(keep)
      .get()?.id;
  }

  oldestId(): string | undefined {
    return this.#db.select({ id: notification.id }).from(notification).orderBy(asc(notification.id)).limit(1).get()?.id;
  }

  /** Removes a range of the history, answers how many rows; those with work left stay until it is done. */
  pruneUpTo(id: string): number {
    return this.#db
      .delete(notification)
      .where(and(lte(notification.id, id), isNull(notification.dueAt)))
      .returning({ id: notification.id })
      .all().length;
  }

  pruneBefore(at: number): void {
    this.#db
      .delete(notification)
      .where(and(lt(notification.at, at), isNull(notification.dueAt)))
      .run();
    this.#db.delete(dropped).where(lt(dropped.at, at)).run();
    this.#db.delete(engagement).where(lt(engagement.at, at)).run();
  }

  // --- timeline

  timelinePage(before: string | undefined, limit: number, archived: 'include' | 'exclude' | 'only'): NotificationRow[] {
    return this.#db
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
  counts(seen: Mark | undefined, read: Mark | undefined): { unseen: number; unread: number } {
    const unread = and(isNull(notification.readAt), not(covered(read)));
    const found = this.#db
      .select({
        unseen: sql<number>`count(*) filter (where ${and(unread, not(covered(seen)))})`,
        unread: sql<number>`count(*) filter (where ${unread})`,
      })
      .from(notification)
      .where(and(eq(notification.shown, true), isNull(notification.archivedAt)))
      .get();
    return found ?? { unseen: 0, unread: 0 };
  }

  arrivedBetween(after: number, upTo: number): boolean {
    const between = and(gt(notification.at, after), lte(notification.at, upTo));
    return this.#db.select({ id: notification.id }).from(notification).where(between).limit(1).get() !== undefined;
  }

  newestShown(): string | undefined {
    return this.timelinePage(undefined, 1, 'include')[0]?.id;
  }

  /** Marks those not read yet; what was read stays as it was. */
  markRead(ids: readonly string[], at: number): void {
    this.#db
      .update(notification)
      .set({ readAt: at })
      .where(and(oneOf(notification.id, ids), isNull(notification.readAt)))
      .run();
  }

  archive(ids: readonly string[], at: number): void {
    this.#db
      .update(notification)
      .set({ archivedAt: at })
      .where(and(oneOf(notification.id, ids), isNull(notification.archivedAt)))
      .run();
  }

  // --- rings

  dropped() {
    return this.#db.select().from(dropped).orderBy(desc(dropped.sequence)).all();
  }

  putDropped(row: typeof dropped.$inferInsert): void {
    this.#once('putDropped', () =>
      this.#db
        .insert(dropped)
        .values(placeholders(dropped) as unknown as typeof dropped.$inferInsert)
        .onConflictDoUpdate({
          target: dropped.slot,
          set: { sequence: sql`excluded.sequence`, at: sql`excluded.at`, entries: sql`excluded.entries` },
        })
        .prepare(),
    ).run(row);
  }

  engagements(limit: number) {
    return this.#db.select().from(engagement).orderBy(desc(engagement.sequence)).limit(limit).all();
  }

  lastEngagement(): number {
    return (
      this.#db
        .select({ last: max(engagement.sequence) })
        .from(engagement)
        .get()?.last ?? 0
    );
  }

  hasEngagement(row: Pick<typeof engagement.$inferInsert, 'at' | 'action' | 'kind' | 'target'>): boolean {
    const same = and(
      eq(engagement.target, row.target),
      eq(engagement.action, row.action),
      eq(engagement.kind, row.kind),
      eq(engagement.at, row.at),
    );
    return this.#db.select({ slot: engagement.slot }).from(engagement).where(same).get() !== undefined;
  }

  putEngagement(row: typeof engagement.$inferInsert): void {
    const { slot, ...rest } = row;
    this.#db.insert(engagement).values(row).onConflictDoUpdate({ target: engagement.slot, set: rest }).run();
  }

  // --- facts and devices

  facts(): { key: string; value: unknown }[] {
    return this.#once('facts', () => this.#db.select().from(fact).prepare()).all();
  }

  putFact(key: string, value: unknown): void {
    this.#db.insert(fact).values({ key, value }).onConflictDoUpdate({ target: fact.key, set: { value } }).run();
  }

  devices(): DeviceRow[] {
    return this.#once('devices', () => this.#db.select().from(device).orderBy(asc(device.createdAt)).prepare()).all();
  }

  putDevice(row: DeviceRow): void {
    const { address, host } = row;
    this.#db.insert(device).values(row).onConflictDoUpdate({ target: device.id, set: { address, host } }).run();
  }

  removeDevice(id: string): void {
    this.#db.delete(device).where(eq(device.id, id)).run();
  }

  /** Every row but facts and devices, for the member's export. */
  everything() {
    return { notifications: this.history(), dropped: this.dropped(), engagements: this.engagements(-1) };
  }

  /** Every notification, newest first. */
  history(): NotificationRow[] {
    return this.#db.select().from(notification).orderBy(desc(notification.id)).all();
  }

  #once<Statement>(name: string, prepare: () => Statement): Statement {
    const known = this.#prepared.get(name) as Statement | undefined;
    if (known) return known;
    const made = prepare();
    this.#prepared.set(name, made);
    return made;
  }
}

/** A statement takes at most 100 parameters, so lists travel as one JSON text. */
function oneOf(column: typeof notification.id, ids: readonly string[]): SQL {
  return inArray(column, sql`(select value from json_each(${JSON.stringify(ids)}))`);
}

function covered(mark: Mark | undefined): SQL | undefined {
  return mark && and(lte(notification.id, mark.upTo), lte(notification.at, mark.at));
}

function not(condition: SQL | undefined): SQL | undefined {
  return condition && sql`not (${condition})`;
}

function placeholders(table: typeof notification | typeof dropped): Record<string, unknown> {
  return Object.fromEntries(
    Object.keys(table)
      .filter((key) => !key.startsWith('_') && key !== 'enableRLS')
      .map((column) => [column, sql.placeholder(column)]),
  );
}

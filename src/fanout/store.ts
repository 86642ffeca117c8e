import { and, asc, count, eq, inArray, isNull, max, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { Tally } from '../platform/tally.ts';
import type { Underway } from './credit.ts';
import { type BatchRow, batch, fanout, type SliceRow, slice } from './schema.ts';

export type FanoutRow = typeof fanout.$inferSelect;

/** Where a fan-out stands, counted over its batches; a recall is open and dead like offers, and counts nobody. */
export interface Standing {
  readonly openSlices: number;
  readonly openBatches: number;
  readonly deadBatches: number;
  /** Members cut into batches, or left out, so far. */
  readonly considered: number;
  readonly pruned: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
}

/** The only SQL of a fan-out. */
export class Store {
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
  }

  fanout(): FanoutRow | undefined {
    return this.#db.select().from(fanout).get();
  }

  putFanout(row: Omit<FanoutRow, 'id'>): void {
    this.#db
      .insert(fanout)
      .values({ id: 1, ...row })
      .run();
  }

  updateFanout(change: Partial<FanoutRow>): void {
    this.#db.update(fanout).set(change).run();
  }

  /** Whether anything may be cut or offered: it is not paused, and has its turn where it needs one. */
  isRunning(): boolean {
    const row = this.#db
      .select({ pausedAt: fanout.pausedAt, weight: fanout.weight, turn: fanout.turn })
      .from(fanout)
      .get();
    return row !== undefined && row.pausedAt === null && (row.weight === 0 || row.turn === 'taken');
  }

  slice(number: number): SliceRow | undefined {
    return this.#db.select().from(slice).where(eq(slice.number, number)).get();
  }

  slices(): SliceRow[] {
    return this.#db.select().from(slice).all();
  }

  /** Slices that have not ended and may be cut, in order. */
  openSlices(): { number: number }[] {
    return this.#slicesThat(false, -1);
  }

  /** The first of those that wait until some of what was cut has ended. */
  parkedSlices(limit: number): number[] {
    return this.#slicesThat(true, limit).map(({ number }) => number);
  }

  putSlices(rows: readonly SliceRow[]): void {
    for (const row of rows) this.#db.insert(slice).values(row).run();
  }

  updateSlice(number: number, change: Partial<SliceRow>): void {
    this.#db.update(slice).set(change).where(eq(slice.number, number)).run();
  }

  batch(id: string): BatchRow | undefined {
    return this.#db.select().from(batch).where(eq(batch.id, id)).get();
  }

  openBatches(limit: number): { id: string }[] {
    return this.#db.select({ id: batch.id }).from(batch).where(eq(batch.state, 'open')).limit(limit).all();
  }

  putBatches(rows: readonly BatchRow[]): void {
    for (const row of rows) this.#db.insert(batch).values(row).onConflictDoNothing().run();
  }

  updateBatch(id: string, change: Partial<BatchRow>): void {
    this.#db.update(batch).set(change).where(eq(batch.id, id)).run();
  }

  /** Ends all that is not done, before the rows of a recall are put: nothing of it is offered from here on. */
  endOffers(updatedAt: number): void {
    this.#db.update(slice).set({ done: true, parked: false, updatedAt }).where(eq(slice.done, false)).run();
    const unfinished = inArray(batch.state, ['open', 'dead']);
    this.#db.update(batch).set({ state: 'recalled', updatedAt }).where(unfinished).run();
  }

  /** Leaves of each slice what has been cut of it, so that a later recall asks nobody else. */
  cutShort(): void {
    const open = eq(slice.done, false);
    this.#db
      .delete(slice)
      .where(and(open, isNull(slice.cursor)))
      .run();
    const last = sql`json_extract(${slice.cursor}, '$.hash')`;
    this.#db.update(slice).set({ toHash: last, cursor: null }).where(open).run();
  }

  /** When a slice or batch last moved, ms since the epoch. */
  lastProgress(): number {
    const ofSlices =
      this.#db
        .select({ at: max(slice.updatedAt) })
        .from(slice)
        .get()?.at ?? 0;
    const ofBatches =
      this.#db
        .select({ at: max(batch.updatedAt) })
        .from(batch)
        .get()?.at ?? 0;
    return Math.max(ofSlices, ofBatches);
  }

  /** What has begun and not ended, counted over all rows. */
  underway(): Underway {
    const ofSlices = this.#db
      .select({
        slices: sql<number>`count(*) filter (where not ${slice.parked})`,
        parked: sql<number>`count(*) filter (where ${slice.parked})`,
      })
      .from(slice)
      .where(eq(slice.done, false))
      .get();
    const ofBatches = this.#db.select({ batches: count() }).from(batch).where(eq(batch.state, 'open')).get();
    return { batches: ofBatches?.batches ?? 0, slices: ofSlices?.slices ?? 0, parked: ofSlices?.parked ?? 0 };
  }

  /** Whether anything was offered by this ledger, or before it. */
  hasOffers(): boolean {
    const [ofSlices, ofBatches] = [eq(slice.recalls, false), eq(batch.recalls, false)];
    return (
      this.#db.select({ number: slice.number }).from(slice).where(ofSlices).limit(1).get() !== undefined ||
      this.#db.select({ id: batch.id }).from(batch).where(ofBatches).limit(1).get() !== undefined
    );
  }

  standing(): Standing {
    const slices = this.#db
      .select({
        open: sql<number>`count(*) filter (where not ${slice.done})`,
        pruned: sql<number>`coalesce(sum(${slice.pruned}), 0)`,
      })
      .from(slice)
      .get();
    const pruned = slices?.pruned ?? 0;
    const batches = this.#db
      .select({
        open: sql<number>`count(*) filter (where ${eq(batch.state, 'open')})`,
        dead: sql<number>`count(*) filter (where ${eq(batch.state, 'dead')})`,
        considered: sql<number>`coalesce(sum(${batch.size}) filter (where not ${batch.recalls}), 0)`,
        offered: sql<number>`coalesce(sum(${batch.offered}), 0)`,
      })
      .from(batch)
      .get();
    return {
      openSlices: slices?.open ?? 0,
      openBatches: batches?.open ?? 0,
      deadBatches: batches?.dead ?? 0,
      considered: (batches?.considered ?? 0) + pruned,
      pruned,
      offered: batches?.offered ?? 0,
      decisions: this.#sum('decisions'),
      reasons: this.#sum('reasons'),
    };
  }

  #slicesThat(areParked: boolean, limit: number): { number: number }[] {
    const where = and(eq(slice.done, false), eq(slice.parked, areParked));
    return this.#db
      .select({ number: slice.number })
      .from(slice)
      .where(where)
      .orderBy(asc(slice.number))
      .limit(limit)
      .all();
  }

  #sum(column: 'decisions' | 'reasons'): Tally {
    const rows = this.#db.all<{ key: string; total: number }>(
      sql`select each.key as key, sum(each.value) as total from ${batch}, json_each(${sql.raw(`batch.${column}`)}) as each
        group by each.key`,
    );
    return Object.fromEntries(rows.map(({ key, total }) => [key, total]));
  }
}

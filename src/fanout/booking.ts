import { type Bucket, bookTokens, type Quota } from '../platform/token-bucket.ts';
import type { Store } from './share-store.ts';

/** Starts booked less far ahead than this are known in memory only, ms: an eviction lets so much begin beside them. */
const KEPT_FROM = 10_000;
/** A row stands for what is booked in so long after it, ms. */
const KEPT_AHEAD = 10_000;

/**
 * The moments at which the small fan-outs of a tenant begin in a lane, first come, first served. In memory: for a tenant
 * below the pace nothing is written, and an object that was idle long enough to be evicted has its burst again anyway.
 * Only how far ahead a flood is laid out is a row, one for each ten seconds of it.
 */
export class Booking {
  readonly #store: Store;
  readonly #pace: Quota;
  #bucket: Bucket | undefined;
  #keptUntil: number | undefined;

  constructor(store: Store, pace: Quota) {
    this.#store = store;
    this.#pace = pace;
  }

  /** Books so many starts behind all that are booked; gives how long each has to wait, ms. */
  book(count: number, now: number): number[] {
    const kept = this.#kept();
    // After an eviction nothing begins before what may have been booked, and the burst is spent.
    this.#bucket ??= kept > now ? { tokens: 0, at: kept } : undefined;
    const { bucket, moments } = bookTokens(this.#bucket, count, this.#pace, now);
    this.#bucket = bucket;
    const last = moments.at(-1) ?? now;
    if (last > kept && last >= now + KEPT_FROM) {
      this.#keptUntil = last + KEPT_AHEAD;
      this.#store.keepBooked(this.#keptUntil);
    }
    return moments.map((moment) => moment - now);
  }

  #kept(): number {
    this.#keptUntil ??= this.#store.bookedUntil();
    return this.#keptUntil;
  }
}

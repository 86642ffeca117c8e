import type { LearnTicket } from '../contract/bound.ts';
import { Touched } from './touched.ts';

/** Keeps how often lifts were counted, beyond the life of the object. */
export interface LiftCount {
  /** Undefined until it is put for the first time. */
  readonly kept: number | undefined;
  put(count: number): void;
}

/**
 * Knows whose bounds were lifted since a page of the audience was read, so that a bound that was computed before a lift
 * and comes after it is refused.
 *
 * A page is read, then its members are asked, then their bounds come here. A member that is lifted tells it here as well.
 * When the lift comes before the page, the member was asked after it, and the bound is right. When it comes after the
 * page, nobody can know which was first: the bound is refused, and is learnt at the next fan-out. When it comes after the
 * bound, it takes the bound away.
 *
 * Who was lifted is kept in memory, like removals are (see `RemovalLog`). The count is a row: an object that lives again
 * takes what was learnt by the last ticket as long as nothing was lifted since. A lift that nobody has a ticket from
 * before of writes nothing.
 */
export class LiftLog {
  readonly #place: string;
  readonly #store: LiftCount;
  /** Who learns by a ticket from before the ones forgotten learns nothing. */
  readonly #touched: Touched;
  #count: number;
  /** Somebody may have a ticket of this very count. */
  #isTold: boolean;
  #isKept: boolean;

  /** `place` is unique to the shard. */
  constructor(place: string, store: LiftCount) {
    this.#place = place;
    this.#store = store;
    this.#count = store.kept ?? 0;
    this.#touched = new Touched(this.#count);
    this.#isKept = store.kept !== undefined;
    this.#isTold = this.#isKept;
  }

  /** Where it stands. The first ticket of a shard writes a row. */
  ticket(): LearnTicket {
    if (!this.#isKept) this.#store.put(this.#count);
    this.#isKept = true;
    this.#isTold = true;
    return { place: this.#place, count: this.#count };
  }

  /** Bounds of these members are lifted, here or on their way here. At most one row. */
  touch(members: readonly string[]): void {
    if (members.length === 0) return;
    if (this.#isTold) {
      this.#store.put(this.#count + 1);
      this.#count++;
      this.#isTold = false;
    }
    this.#touched.add(members, this.#count);
  }

  /** Whether what was learnt of a member may be from before a lift. Tickets of other shards say nothing here. */
  isLate(tickets: readonly LearnTicket[], member: string): boolean {
    const own = tickets.filter(({ place }) => place === this.#place).map(({ count }) => count);
    // Of several pages nobody knows which one the member was on: the first one counts.
    const since = own.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...own);
    return this.#touched.hasForgotten(since) || this.#touched.isAfter(member, since);
  }
}

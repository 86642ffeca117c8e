import type { AudienceStore, EdgeRow, EdgeRowKey } from './audience-store.ts';
import { childOf, FAN, type ShardPlace, slotOf, slotRange } from './trie.ts';

/** Edges of one adoption call. A row is 600 bytes at the most, a call between objects 32 MB. */
const ROWS_PER_PART = 5_000;

/** A part of what a parent hands to its child. */
export interface Adoption {
  /** The parent's try: higher than every one before. */
  readonly epoch: number;
  /** 0 replaces all that the child has of earlier tries, each further one adds to it. */
  readonly part: number;
  readonly last: boolean;
  readonly rows: readonly EdgeRow[];
}

/** `seen` is the highest epoch the child knows: the next try has to be above it. */
export type AdoptionAnswer = { readonly kind: 'taken' } | { readonly kind: 'stale'; readonly seen: number };

/** Something that is written where its hash belongs. */
export type HashedRow = readonly [hash: number, ...rest: unknown[]];

export type Adopt = (child: ShardPlace, adoption: Adoption) => Promise<AdoptionAnswer>;

/**
 * The splitting of a shard into its 64 children, while it is read and written.
 *
 * The shard stays the authority for a slot until, in one transaction, it marks the slot moved and deletes its rows.
 * Before that the child has all of them; nobody asks the child earlier, because only the mark sends anybody there.
 * Writes to the slot that is moving wait, so what the child took is what the parent had. A crash anywhere leaves the
 * slot either unmarked (it is adopted again, by a higher epoch that replaces the first) or marked (it is done).
 */
export class Split {
  readonly #place: ShardPlace;
  readonly #store: AudienceStore;
  readonly #adopt: Adopt;
  readonly #moved = new Set<number>();
  readonly #epochs = new Map<number, number>();
  #moving: { readonly slot: number; readonly done: Promise<void> } | undefined;

  constructor(place: ShardPlace, store: AudienceStore, adopt: Adopt) {
    this.#place = place;
    this.#store = store;
    this.#adopt = adopt;
    for (const { slot, epoch, moved } of store.slots()) {
      this.#epochs.set(slot, epoch);
      if (moved) this.#moved.add(slot);
    }
  }

  /** Slots that are their child's, in order. */
  get moved(): number[] {
    return [...this.#moved].sort((a, b) => a - b);
  }

  /** Whether every slot has moved. */
  get done(): boolean {
    return this.#moved.size === FAN;
  }

  /** Whether a move is under way. */
  get moving(): boolean {
    return this.#moving !== undefined;
  }

  /** Whether the shard is still the authority for a slot. */
  holds(slot: number): boolean {
    return !this.#moved.has(slot);
  }

  /**
   * Applies a write to the rows this shard is the authority for, each exactly once, and gives the slots whose rows it
   * refused because their child is. Rows of the slot that is moving wait for the move, the others do not.
   */
  async write<Row extends HashedRow>(rows: readonly Row[], apply: (rows: readonly Row[]) => void): Promise<number[]> {
    const refused = new Set<number>();
    let waiting = rows;
    while (waiting.length > 0) {
      const here: Row[] = [];
      const later: Row[] = [];
      for (const row of waiting) {
        const slot = slotOf(this.#place.level, row[0]);
        if (this.#moved.has(slot)) refused.add(slot);
        else if (this.#moving?.slot === slot) later.push(row);
        else here.push(row);
      }
      if (here.length > 0) apply(here);
      if (later.length > 0) await this.#moving?.done;
      waiting = later;
    }
    return [...refused];
  }

  /**
   * Moves up to `limit` slots, one after the other. Throws what a move threw, with that slot as it was before; does
   * nothing while another run is at it.
   */
  async run(limit: number): Promise<void> {
    for (let count = 0; count < limit && !this.#moving; count++) {
      const slot = this.#next();
      if (slot === undefined) return;
      const move = this.#move(slot);
      // Whoever waits only wants to know that it is over; the error is the run's.
      const done = move.catch(() => {});
      this.#moving = { slot, done };
      try {
        await move;
      } finally {
        this.#moving = undefined;
      }
    }
  }

  #next(): number | undefined {
    for (let slot = 0; slot < FAN; slot++) if (!this.#moved.has(slot)) return slot;
    return undefined;
  }

  async #move(slot: number): Promise<void> {
    const range = slotRange(this.#place, slot);
    const epoch = (this.#epochs.get(slot) ?? 0) + 1;
    this.#setEpoch(slot, epoch);
    let after: EdgeRowKey | undefined;
    for (let part = 0, last = false; !last; part++) {
      const rows = this.#store.rows(range, after, ROWS_PER_PART);
      last = rows.length < ROWS_PER_PART;
      const answer = await this.#adopt(childOf(this.#place, slot), { epoch, part, last, rows });
      if (answer.kind === 'stale') {
        this.#setEpoch(slot, Math.max(epoch, answer.seen));
        throw new Error(`the child of slot ${slot} has seen epoch ${answer.seen}, above ${epoch}`);
      }
      const final = rows.at(-1);
      if (final) after = [final[0], final[1], final[2]];
    }
    this.#store.handOver(slot, range);
    this.#moved.add(slot);
  }

  #setEpoch(slot: number, epoch: number): void {
    this.#store.setEpoch(slot, epoch);
    this.#epochs.set(slot, epoch);
  }
}

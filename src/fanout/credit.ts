import type { Store } from './store.ts';

/** Batches of one fan-out that are cut and have not ended, at the most: so many messages of it are in a queue. */
export const MOST_UNDERWAY = 64;
/** Slices of one fan-out that are cut at once. */
export const MOST_SLICES = 8;
/** Batches that a page of members with few edges is cut into. */
const USUAL_CUTS = 4;

/** What of a fan-out has begun and not ended. */
export interface Underway {
  readonly batches: number;
  /** Slices that a message of theirs is under way for … */
  readonly slices: number;
  /** … and those that wait for some of the batches to end. */
  readonly parked: number;
}

/**
 * How much more of a fan-out may be cut. Counted from the rows when the object wakes, then kept in memory: a scan of
 * all batches for each that ends would be the square of them.
 */
export class Credit {
  readonly #store: Store;
  #underway: Underway | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  underway(): Underway {
    this.#underway ??= this.#store.underway();
    return this.#underway;
  }

  /** Nothing is left to cut or to end. */
  isSpent(): boolean {
    const { batches, slices, parked } = this.underway();
    return batches + slices + parked === 0;
  }

  /** Whether so many batches may be cut now. A page that alone is more than all credit is cut when nothing else is open. */
  covers(batches: number): boolean {
    const open = this.underway().batches;
    return open === 0 || open + batches <= MOST_UNDERWAY;
  }

  /** Whether a slice may read its next page after it has cut so many: there is room for one of every slice under way. */
  coversNext(cut: number): boolean {
    const { batches, slices } = this.underway();
    return batches + Math.max(cut, USUAL_CUTS) * slices <= MOST_UNDERWAY;
  }

  /** How many parked slices may go on: none before half of the credit is free. */
  room(): number {
    const { batches, slices, parked } = this.underway();
    return batches >= MOST_UNDERWAY / 2 ? 0 : Math.max(0, Math.min(parked, MOST_SLICES - slices));
  }

  /** Notes what a change of rows begins and ends; what has not been counted yet is counted with it. */
  add(change: Partial<Underway>): void {
    if (!this.#underway) return;
    const { batches, slices, parked } = this.#underway;
    this.#underway = {
      batches: batches + (change.batches ?? 0),
      slices: slices + (change.slices ?? 0),
      parked: parked + (change.parked ?? 0),
    };
  }

  /** Rows were changed otherwise, or a change of them was rolled back: they are counted again. */
  forget(): void {
    this.#underway = undefined;
  }
}

/** Has parked slices go on as far as there is room, and gives their numbers. */
export function unpark(store: Store, credit: Credit, now: number): number[] {
  const room = credit.room();
  if (room === 0) return [];
  const numbers = store.parkedSlices(room);
  for (const number of numbers) store.updateSlice(number, { parked: false, updatedAt: now });
  credit.add({ slices: numbers.length, parked: -numbers.length });
  return numbers;
}

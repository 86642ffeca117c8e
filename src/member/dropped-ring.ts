import type { Decision } from '../contract/decision.ts';
import { limits } from './limits.ts';
import type { Rings } from './rings.ts';
import type { DroppedEntry } from './schema.ts';

/** The last decisions that kept nothing: for the trace, and so that a repeat of the same event finds its decision. */
export class DroppedRing {
  readonly #rings: Rings;
  #slots: Map<number, readonly DroppedEntry[]> | undefined;
  readonly #known = new Map<string, Decision>();
  #sequence = 0;

  constructor(rings: Rings) {
    this.#rings = rings;
  }

  /** The database was made a moment ago: there is nothing to read. */
  knowEmpty(): void {
    this.#slots = new Map();
  }

  /** The decision of an event that was dropped and is still in the ring. */
  get(event: string): Decision | undefined {
    this.#load();
    return this.#known.get(event);
  }

  /** Records dropped decisions of one offer: one row for up to a hundred of them. */
  add(entries: readonly DroppedEntry[], now: number): void {
    this.#load();
    for (let start = 0; start < entries.length; start += limits.droppedPerRow) {
      const sequence = ++this.#sequence;
      const slot = sequence % limits.dropped;
      const part = entries.slice(start, start + limits.droppedPerRow);
      this.#rings.putDropped({ slot, sequence, at: now, entries: part });
      this.#fill(slot, part);
    }
  }

  /** What a slot held before is in the ring no more. */
  #fill(slot: number, entries: readonly DroppedEntry[]): void {
    for (const { event } of this.#slots?.get(slot) ?? []) this.#known.delete(event);
    this.#slots?.set(slot, entries);
    for (const { event, decision } of entries) this.#known.set(event, decision);
  }

  #load(): void {
    if (this.#slots) return;
    this.#slots = new Map();
    const rows = this.#rings.dropped();
    this.#sequence = rows[0]?.sequence ?? 0;
    for (const { slot, entries } of rows) this.#fill(slot, entries);
  }
}

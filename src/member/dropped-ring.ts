import type { Decision } from '../contract/decision.ts';
import { limits } from './limits.ts';
import type { DroppedEntry } from './schema.ts';
import type { Store } from './store.ts';

/** The last decisions that kept nothing: for the trace, and so that a repeat of the same event finds its decision. */
export class DroppedRing {
  readonly #store: Store;
  #known: Map<string, Decision> | undefined;
  #sequence = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The decision of an event that was dropped and is still in the ring. */
  get(event: string): Decision | undefined {
    return this.#load().get(event);
  }

  /** Records dropped decisions of one offer: one row for up to a hundred of them. */
  add(entries: readonly DroppedEntry[], now: number): void {
    const known = this.#load();
    for (let start = 0; start < entries.length; start += limits.droppedPerRow) {
      const sequence = ++this.#sequence;
      const part = entries.slice(start, start + limits.droppedPerRow);
      this.#store.putDropped({ slot: sequence % limits.dropped, sequence, at: now, entries: part });
    }
    for (const entry of entries) known.set(entry.event, entry.decision);
  }

  #load(): Map<string, Decision> {
    if (this.#known) return this.#known;
    const rows = this.#store.dropped();
    this.#sequence = rows[0]?.sequence ?? 0;
    this.#known = new Map(rows.flatMap((row) => row.entries).map((entry) => [entry.event, entry.decision]));
    return this.#known;
  }
}

/** An accepted event whose recipients have not all decided. */
export interface OpenEvent {
  readonly hash: string;
  /** The batch that it came in. */
  readonly batch: number;
  /** When it was accepted, or offered again last. ms since the epoch. */
  readonly since: number;
}

/** Batches after its own in which the end of an event may be told; one that ends later has a row that says so. */
const MOST_BATCHES = 256;

/** The last batch that may tell the end of an event of a batch. */
export function endedWithin(batch: number): number {
  return batch + MOST_BATCHES;
}

/** The stretches of batches that may tell the ends of events of these batches: after one, up to another. */
export function stretchesOf(batches: readonly number[]): { readonly after: number; readonly upTo: number }[] {
  const stretches: { after: number; upTo: number }[] = [];
  for (const batch of batches.toSorted((one, other) => one - other)) {
    const last = stretches.at(-1);
    if (last && batch <= last.upTo) last.upTo = endedWithin(batch);
    else stretches.push({ after: batch, upTo: endedWithin(batch) });
  }
  return stretches;
}

/** Of the events of this batch and those before it every unfinished one has a row that says so, when this was the last batch. */
export function toldUpTo(last: number): number {
  return last - MOST_BATCHES;
}

/**
 * What the log keeps in memory of its unfinished events, the oldest first: recent ones, of which no row says that they
 * are unfinished, and marked ones, whose row does.
 */
export class OpenEvents {
  readonly #recent = new Map<string, OpenEvent>();
  readonly #marked = new Map<string, OpenEvent>();

  constructor(recent: readonly OpenEvent[], marked: readonly OpenEvent[]) {
    for (const each of recent) this.#recent.set(each.hash, each);
    for (const each of marked) this.#marked.set(each.hash, each);
  }

  get size(): number {
    return this.#recent.size + this.#marked.size;
  }

  get(hash: string): OpenEvent | undefined {
    return this.#recent.get(hash) ?? this.#marked.get(hash);
  }

  /** Whether its end may be told by this batch. */
  mayEndIn(hash: string, batch: number): boolean {
    const recent = this.#recent.get(hash);
    return recent !== undefined && batch <= endedWithin(recent.batch);
  }

  add(open: OpenEvent): void {
    this.#recent.set(open.hash, open);
  }

  /** A row says that it is unfinished, from this moment on. */
  mark(open: OpenEvent): void {
    this.delete(open.hash);
    this.#marked.set(open.hash, open);
  }

  delete(hash: string): void {
    this.#recent.delete(hash);
    this.#marked.delete(hash);
  }

  /** All of those that have no row that says so. */
  recent(): OpenEvent[] {
    return [...this.#recent.values()];
  }

  /** Those whose end no batch from this one on may tell, and that have no row that says so. */
  late(batch: number): OpenEvent[] {
    const late: OpenEvent[] = [];
    for (const each of this.#recent.values()) {
      if (batch <= endedWithin(each.batch)) break;
      late.push(each);
    }
    return late;
  }

  /** Those that have waited since a moment or longer, at most so many: who has waited longest comes first. */
  waiting(since: number, most: number): OpenEvent[] {
    const waiting = [...this.#marked.values(), ...this.#recent.values()].filter((each) => each.since <= since);
    return waiting.sort((one, other) => one.since - other.since).slice(0, most);
  }
}

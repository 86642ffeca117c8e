/** ms after which a delivery that nobody has reported is taken for lost with its Worker: far longer than any time-out. */
const LONGEST = 60_000;
/** ms that a delivery is expected to take while nothing is known, and bounds of what is believed of one. */
const USUAL = 1_000;
const SHORTEST_USUAL = 100;
/** Part that the last one has in what is expected of the next. */
const NEWEST = 0.1;

/**
 * The deliveries under way at a provider. In memory alone: an object is evicted only when nobody has spoken to it for
 * longer than any delivery takes; a crash forgets those of a moment, and as many again may start beside them, once.
 */
export class Places {
  readonly #taken = new Map<string, { readonly began: number; readonly until: number }>();
  #usual = USUAL;
  #line = 0;

  /** How many are under way. */
  count(now: number): number {
    for (const [ticket, { until }] of this.#taken) if (until <= now) this.#taken.delete(ticket);
    return this.#taken.size;
  }

  /** Whether one is still under way. */
  has(ticket: string): boolean {
    return this.#taken.has(ticket);
  }

  /** Takes a place from a moment on; gives the ticket to give it back by. */
  take(at: number): string {
    const ticket = crypto.randomUUID();
    this.#taken.set(ticket, { began: at, until: at + LONGEST });
    return ticket;
  }

  /** Gives a place back; whoever was taken for lost changes nothing. */
  free(ticket: string, ended: number): void {
    const place = this.#taken.get(ticket);
    if (!place) return;
    this.#taken.delete(ticket);
    const took = Math.min(Math.max(ended - place.began, SHORTEST_USUAL), LONGEST);
    this.#usual += (took - this.#usual) * NEWEST;
  }

  /** When a place is likely to be free for one more, of so many: each that asks is told a moment after the one before. */
  nextFree(parallel: number, now: number): number {
    this.#line = Math.max(this.#line, now) + this.#usual / parallel;
    return Math.max(this.#line, now + this.#usual);
  }
}

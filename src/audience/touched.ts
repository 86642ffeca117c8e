/** Members who are remembered. */
const REMEMBERED = 10_000;

/** Who was touched when, as a count says: the last ones by name, and of the others that there were some. */
export class Touched {
  readonly #at = new Map<string, number>();
  #forgotten: number;

  /** Whoever was touched up to this count may not be remembered. */
  constructor(forgotten = 0) {
    this.#forgotten = forgotten;
  }

  add(members: readonly string[], count: number): void {
    for (const member of members) {
      // Deleted first, so that the map stays in the order of the counts.
      this.#at.delete(member);
      this.#at.set(member, count);
    }
    for (const [member, at] of this.#at) {
      if (this.#at.size <= REMEMBERED) break;
      this.#at.delete(member);
      this.#forgotten = Math.max(this.#forgotten, at);
    }
  }

  /** Whether anybody at all may have been touched after a count and be forgotten. */
  hasForgotten(since: number): boolean {
    return since < this.#forgotten;
  }

  /** Whether a member was touched after a count, as far as is remembered. */
  isAfter(member: string, since: number): boolean {
    return (this.#at.get(member) ?? Number.NEGATIVE_INFINITY) > since;
  }
}

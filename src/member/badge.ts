import type { Facts } from './facts.ts';
import type { NotificationRow } from './schema.ts';
import type { Store } from './store.ts';

/** The most that the icon of an app counts; beyond, nobody reads the number. */
const MOST = 99;

/**
 * How many entries came after all that the member has looked at: what the icon of an app shows. Read by their key when it
 * is first asked for, so it costs as many rows as it says, and kept up in memory while only new entries come.
 */
export class Badge {
  readonly #store: Store;
  readonly #facts: Facts;
  #count: number | undefined;
  /** Of the rows that it was counted from. */
  #revision = 0;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  /** The database was made a moment ago: there is nothing to count. */
  knowEmpty(): void {
    this.#count = 0;
  }

  /** 0..99 */
  count(): number {
    if (this.#count === undefined || this.#revision !== this.#store.revision) {
      this.#revision = this.#store.revision;
      this.#count = this.#store.timeline.unreadAfter(this.#lookedAt(), MOST);
    }
    return this.#count;
  }

  /** A row is in the history now. */
  added({ id, shown }: Pick<NotificationRow, 'id' | 'shown'>): void {
    if (this.#count === undefined || !shown || id <= this.#lookedAt()) return;
    this.#count = Math.min(this.#count + 1, MOST);
  }

  /** Rows or marks are others now. */
  changed(): void {
    this.#count = undefined;
  }

  /** The furthest entry that the member has seen or read up to. */
  #lookedAt(): string {
    const marks = [...(this.#facts.get('seen') ?? []), ...(this.#facts.get('read') ?? [])];
    return marks.reduce((furthest, { upTo }) => (upTo > furthest ? upTo : furthest), '');
  }
}

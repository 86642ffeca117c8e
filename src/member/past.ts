import type { Past, PastEngagement, PastNotification } from '../decide/member-state.ts';
import type { Facts } from './facts.ts';
import { isRead, isSeen } from './marks.ts';
import type { NotificationRow } from './schema.ts';
import type { Store } from './store.ts';

/**
 * The member's past as the pipeline sees it, read when it first asks and kept in memory while nothing changes; a new
 * notification goes to the end of it. Most candidates never ask. A list that is given out is never changed: what was
 * concluded from it may be remembered by it.
 */
export class PastRows implements Past {
  readonly #store: Store;
  readonly #facts: Facts;
  #history: readonly PastNotification[] | undefined;
  #engagements: readonly PastEngagement[] | undefined;
  /** Of the rows that the history was read from. */
  #revision = 0;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  /** The database was made a moment ago: there is nothing to read. (The history is kept up only for those who ask.) */
  knowEmpty(): void {
    this.#engagements = [];
  }

  get history(): readonly PastNotification[] {
    if (!this.#history || this.#revision !== this.#store.revision) {
      this.#revision = this.#store.revision;
      this.#history = this.#store.timeline.past().map(this.#asPast());
    }
    return this.#history;
  }

  get engagements(): readonly PastEngagement[] {
    this.#engagements ??= this.#store.rings.engagements().reverse();
    return this.#engagements;
  }

  /** A row is in the history now: in a list of its own, by its id, which is nearly always the greatest. */
  added(row: NotificationRow): void {
    if (!this.#history) return;
    const place = this.#history.findLastIndex(({ id }) => id < row.id) + 1;
    this.#history = this.#history.toSpliced(place, 0, this.#asPast()(row));
  }

  /** Rows or marks are others now. */
  historyChanged(): void {
    this.#history = undefined;
  }

  /** The member did something. */
  engagementsChanged(): void {
    this.#engagements = undefined;
  }

  #asPast(): (row: PastRow) => PastNotification {
    const seen = this.#facts.get('seen');
    const read = this.#facts.get('read');
    return (row) => ({
      id: row.id,
      at: row.at,
      type: row.type,
      actor: row.actor,
      item: row.item,
      outcome: row.outcome,
      channels: row.decision.channels,
      group: row.groupKey,
      into: row.mergedInto,
      digest: row.digestKey,
      dueAt: row.dueAt,
      interruptedAt: row.interruptedAt,
      shown: row.shown,
      seen: row.archivedAt !== null || isSeen(row, seen, read),
      read: isRead(row, read),
    });
  }
}

type PastRow = ReturnType<Store['timeline']['past']>[number];

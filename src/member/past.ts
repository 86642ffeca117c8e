import type { Past, PastEngagement, PastNotification } from '../decide/member-state.ts';
import type { Facts } from './facts.ts';
import { isRead, isSeen } from './marks.ts';
import type { Store } from './store.ts';

/**
 * The member's past as the pipeline sees it, read when it first asks and kept in memory while nothing changes. Most
 * candidates never ask. A list that is given out is never changed: what was concluded from it may be remembered by it.
 */
export class PastRows implements Past {
  readonly #store: Store;
  readonly #facts: Facts;
  #history: readonly PastNotification[] | undefined;
  #engagements: readonly PastEngagement[] | undefined;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  get history(): readonly PastNotification[] {
    this.#history ??= this.#read();
    return this.#history;
  }

  get engagements(): readonly PastEngagement[] {
    this.#engagements ??= this.#store.rings.engagements().reverse();
    return this.#engagements;
  }

  /** Rows or marks are others now. */
  historyChanged(): void {
    this.#history = undefined;
  }

  /** The member did something. */
  engagementsChanged(): void {
    this.#engagements = undefined;
  }

  #read(): PastNotification[] {
    const seen = this.#facts.get('seen');
    const read = this.#facts.get('read');
    return this.#store.timeline.past().map((row) => ({
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
    }));
  }
}

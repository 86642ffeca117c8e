import { toInstant } from '../contract/identifier.ts';
import type { TimelineCounts, TimelineItem } from '../contract/timeline.ts';
import { timeOfEventId } from '../platform/event-id.ts';
import type { Facts } from './facts.ts';
import { isRead, isSeen } from './marks.ts';
import type { NotificationRow } from './schema.ts';
import type { Store } from './store.ts';

/** How rows look to the member: entries with their marks, and the exact counts. */
export class TimelineView {
  readonly #store: Store;
  readonly #facts: Facts;

  constructor(store: Store, facts: Facts) {
    this.#store = store;
    this.#facts = facts;
  }

  item(row: NotificationRow): TimelineItem {
    const seen = this.#facts.get('seen');
    const read = this.#facts.get('read');
    return {
      id: row.id,
      type: row.type,
      ...row.content,
      actors: row.actor === null ? [] : [row.actor],
      count: 1,
      createdAt: toInstant(timeOfEventId(row.id)),
      seen: isSeen(row, seen, read),
      read: isRead(row, read),
      archived: row.archivedAt !== null,
    };
  }

  counts(): TimelineCounts {
    return this.#store.counts(this.#facts.get('seen'), this.#facts.get('read'));
  }
}

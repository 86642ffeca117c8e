import { timeOfEventId } from '../contract/event-time.ts';
import { toInstant } from '../contract/identifier.ts';
import type { TimelineCounts, TimelineItem } from '../contract/timeline.ts';
import type { Facts } from './facts.ts';
import { groupsOf, showingTo } from './group.ts';
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

  /** `now` is ms since the epoch: texts may say how long ago something was. */
  items(rows: readonly NotificationRow[], now: number): TimelineItem[] {
    const seen = this.#facts.get('seen');
    const read = this.#facts.get('read');
    const groupOf = groupsOf(this.#store, rows, showingTo(this.#facts, now));
    return rows.map((row) => {
      const { actors, count, content } = groupOf(row);
      const { actions, ...texts } = content;
      return {
        id: row.id,
        type: row.type,
        ...texts,
        actors: [...actors],
        count,
        createdAt: toInstant(timeOfEventId(row.id)),
        seen: isSeen(row, seen, read),
        read: isRead(row, read),
        archived: row.archivedAt !== null,
      };
    });
  }

  counts(): TimelineCounts {
    return this.#store.timeline.counts(this.#facts.get('seen'), this.#facts.get('read'));
  }
}

import type { Lift } from '../contract/bound.ts';
import type { ReadBody, Timeline, TimelineCounts } from '../contract/timeline.ts';
import { liftingOpened, liftsOf } from './bounds.ts';
import { kept } from './limits.ts';
import { withMark } from './marks.ts';
import type { Room } from './room.ts';
import type { TimelineView } from './timeline-view.ts';

/** What of the timeline a page shows. */
export interface TimelineQuery {
  readonly limit: number;
  /** The `next` of the page before: ids are time-ordered, so the last one of a page is its end. */
  readonly cursor?: string;
  readonly archived: 'include' | 'exclude' | 'only';
}

/** A page of the timeline, newest first, with exact counts of the whole. */
export function timeline(room: Room, view: TimelineView, query: TimelineQuery, now: number): Timeline {
  const rows = room.store.timeline.page(query.cursor, query.limit + 1, query.archived);
  const page = rows.slice(0, query.limit);
  return {
    items: view.items(page, now),
    ...view.counts(),
    kept,
    next: rows.length > page.length ? (page.at(-1)?.id ?? null) : null,
  };
}

/** Marks everything up to an entry, of what has arrived, as seen. Monotonic: seen stays seen. */
export function markSeen(room: Room, view: TimelineView, upTo: string, now: number): TimelineCounts {
  moveMark(room, 'seen', upTo, now);
  return changed(room, view);
}

/** The counts, and what audiences must hear before anybody is told that it is done. */
export interface MarkedRead extends TimelineCounts {
  readonly lifts?: readonly Lift[];
}

/** Marks entries as read, by their ids, up to one of them, or all there are. Read stays read. */
export function markRead(room: Room, view: TimelineView, body: ReadBody, now: number): MarkedRead {
  const counts = liftingOpened(room, now, () => markedRead(room, view, body, now));
  const lifts = liftsOf(room);
  return lifts.length > 0 ? { ...counts, lifts } : counts;
}

function markedRead(room: Room, view: TimelineView, body: ReadBody, now: number): TimelineCounts {
  if ('ids' in body) room.store.timeline.markRead(body.ids, now);
  else {
    const upTo = 'upTo' in body ? body.upTo : room.store.timeline.page(undefined, 1, 'include')[0]?.id;
    if (upTo !== undefined) moveMark(room, 'read', upTo, now);
  }
  return changed(room, view);
}

/** Takes entries out of the counts and, for pages that ask so, out of the list. */
export function archive(room: Room, view: TimelineView, ids: readonly string[], now: number): TimelineCounts {
  room.store.timeline.archive(ids, now);
  return changed(room, view);
}

/**
 * Covers what has arrived up to an entry. A mark that covers nothing new is not written, and its time is never before
 * the arrival of what it covers: the clocks of two Workers may differ.
 */
export function moveMark(room: Room, name: 'seen' | 'read', upTo: string, now: number): void {
  const marks = room.facts.get(name) ?? [];
  const lastArrival = room.store.timeline.lastUncovered(upTo, marks);
  if (lastArrival === null) return;
  room.facts.put(name, withMark(marks, { upTo, at: Math.max(now, lastArrival) }));
}

function changed(room: Room, view: TimelineView): TimelineCounts {
  room.state.historyChanged();
  const counts = view.counts();
  room.live.counts();
  return counts;
}

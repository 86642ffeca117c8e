import type { Kept, LiveMessage, Timeline, TimelineCounts, TimelineItem } from '../../contract/timeline.ts';

/** What the inbox shows: entries newest first, the server's exact counts, and where older ones go on. */
export interface TimelineState extends TimelineCounts {
  readonly items: readonly TimelineItem[];
  readonly next: string | null;
  readonly kept: Kept | undefined;
}

/** What became known while a page was on its way, and is newer than the page. */
export interface Overtaken {
  /** Entries that live messages brought, or that were marked or archived here. */
  readonly ids: ReadonlySet<string>;
  readonly counts: boolean;
}

export const EMPTY_TIMELINE: TimelineState = { items: [], unseen: 0, unread: 0, next: null, kept: undefined };

/**
 * Takes a fresh first page. Entries that it should hold but does not are gone; older ones stay. When it does not reach
 * what is shown, the list starts again from it. What was overtaken stays as it is shown.
 */
export function withFirstPage(state: TimelineState, page: Timeline, overtaken: Overtaken): TimelineState {
  const oldest = page.items.at(-1);
  const older = oldest && page.next !== null ? state.items.filter((item) => newestFirst(item, oldest) > 0) : [];
  const overlaps = oldest && state.items.some((item) => !overtaken.ids.has(item.id) && newestFirst(item, oldest) <= 0);
  const live = state.items.filter((item) => overtaken.ids.has(item.id));
  const fresh = page.items.filter((item) => !overtaken.ids.has(item.id));
  const goesOn = overlaps && older.length > 0;
  return {
    ...state,
    items: ordered([...live, ...fresh, ...(goesOn ? older : [])]),
    next: goesOn ? state.next : page.next,
    kept: page.kept,
    ...(overtaken.counts ? {} : { unseen: page.unseen, unread: page.unread }),
  };
}

/** Takes the page after the oldest entry shown. */
export function withOlderPage(state: TimelineState, page: Timeline): TimelineState {
  return { ...state, items: ordered([...state.items, ...page.items]), next: page.next, kept: page.kept };
}

/** Takes a live message: an entry that is new or changed, or the counts alone. */
export function withLiveMessage(state: TimelineState, message: LiveMessage): TimelineState {
  const counted = withCounts(state, message);
  switch (message.kind) {
    case 'item':
      return { ...counted, items: ordered([message.item, ...counted.items]) };
    case 'removed':
      return withoutItem(counted, message.id);
    case 'counts':
      return counted;
  }
}

/** Takes exact counts; none unseen or unread means that no entry shown is. */
export function withCounts(state: TimelineState, { unseen, unread }: TimelineCounts): TimelineState {
  const items = state.items.map((item) => mark(item, { seen: unseen === 0, read: unread === 0 }));
  return { ...state, items, unseen, unread };
}

/** Marks an entry and all older ones as seen. */
export function withSeen(state: TimelineState, upTo: string): TimelineState {
  const place = state.items.findIndex((item) => item.id === upTo);
  if (place < 0) return state;
  return { ...state, items: state.items.map((item, index) => mark(item, { seen: index >= place, read: false })) };
}

/** Marks one entry as read, which is also seen. */
export function withRead(state: TimelineState, id: string): TimelineState {
  return {
    ...state,
    items: state.items.map((item) => mark(item, { seen: item.id === id, read: item.id === id })),
  };
}

export function withoutItem(state: TimelineState, id: string): TimelineState {
  return { ...state, items: state.items.filter((item) => item.id !== id) };
}

/** Marks only ever go up, so messages and answers may arrive in any order. */
function mark(item: TimelineItem, { seen, read }: { seen: boolean; read: boolean }): TimelineItem {
  if ((!seen || item.seen) && (!read || item.read)) return item;
  return { ...item, seen: item.seen || seen, read: item.read || read };
}

/** Newest first; the first of several with one id wins, and what is archived is not shown. */
function ordered(items: readonly TimelineItem[]): readonly TimelineItem[] {
  const byId = new Map<string, TimelineItem>();
  for (const item of items) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()].filter((item) => !item.archived).sort(newestFirst);
}

function newestFirst(one: TimelineItem, other: TimelineItem): number {
  const byTime = Date.parse(other.createdAt) - Date.parse(one.createdAt);
  if (byTime !== 0) return byTime;
  return one.id < other.id ? 1 : one.id > other.id ? -1 : 0;
}

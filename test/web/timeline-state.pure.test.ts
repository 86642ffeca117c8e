import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Timeline, TimelineItem } from '../../src/contract/timeline.ts';
import {
  EMPTY_TIMELINE,
  type Overtaken,
  type TimelineState,
  withFirstPage,
  withLiveMessage,
  withOlderPage,
  withRead,
  withSeen,
} from '../../src/web/inbox/timeline-state.ts';

const KEPT = { notifications: 1_000, days: 90, dropped: 200 };
const NOTHING: Overtaken = { ids: new Set(), counts: false };

/** An entry of that second of an hour; its id tells the second. */
function entry(second: number, changes: Partial<TimelineItem> = {}): TimelineItem {
  return {
    id: `n${String(second).padStart(4, '0')}`,
    type: 'post',
    title: 'ada posted',
    body: '',
    url: '/',
    actors: ['ada'],
    count: 1,
    createdAt: new Date(Date.UTC(2026, 10, 21, 9, 0, second)).toISOString(),
    seen: false,
    read: false,
    archived: false,
    ...changes,
  };
}

function page(seconds: readonly number[], next: string | null = null): Timeline {
  return { items: seconds.map((second) => entry(second)), unseen: 7, unread: 9, kept: KEPT, next };
}

const ids = (state: TimelineState) => state.items.map(({ id }) => Number(id.slice(1)));
const shown = (seconds: readonly number[], next: string | null) =>
  withFirstPage(EMPTY_TIMELINE, page(seconds, next), NOTHING);

describe('a fresh first page', () => {
  test('keeps the older entries that were loaded before, and where they go on', ({ expect }) => {
    const long = withOlderPage(shown([9, 8, 7], 'a'), page([6, 5], 'b'));
    const state = withFirstPage(long, page([10, 9, 8], 'a'), NOTHING);
    expect(ids(state)).toEqual([10, 9, 8, 7, 6, 5]);
    expect(state.next).toBe('b');
  });

  test('removes what it should hold and does not', ({ expect }) => {
    expect(ids(withFirstPage(shown([9, 8, 7, 6], null), page([9, 7, 6]), NOTHING))).toEqual([9, 7, 6]);
  });

  test('starts the list again when more happened than fits on it', ({ expect }) => {
    const state = withFirstPage(shown([3, 2, 1], 'old'), page([30, 29, 28], 'new'), NOTHING);
    expect(ids(state)).toEqual([30, 29, 28]);
    expect(state.next).toBe('new');
  });

  test('starts again over a gap even when a live message already brought a newer entry', ({ expect }) => {
    const counts = { unseen: 1, unread: 1 };
    const live = withLiveMessage(shown([3, 2, 1], 'old'), { kind: 'item', item: entry(31), ...counts });
    const state = withFirstPage(live, page([30, 29, 28], 'new'), { ids: new Set([entry(31).id]), counts: true });
    expect(ids(state)).toEqual([31, 30, 29, 28]);
    expect(state.next).toBe('new');
  });

  test('does not undo what a live message said while it was on its way', ({ expect }) => {
    const item = entry(9, { read: true });
    const live = withLiveMessage(shown([9, 8], null), { kind: 'item', item, unseen: 1, unread: 2 });
    const state = withFirstPage(live, page([9, 8]), { ids: new Set([item.id]), counts: true });
    expect(state.items[0]?.read).toBe(true);
    expect([state.unseen, state.unread]).toEqual([1, 2]);
  });
});

describe('a live message', () => {
  test('brings a grown group to the top instead of showing it twice', ({ expect }) => {
    const grown = entry(5, { count: 13, createdAt: entry(20).createdAt });
    const state = withLiveMessage(shown([9, 5], null), { kind: 'item', item: grown, unseen: 2, unread: 2 });
    expect(ids(state)).toEqual([5, 9]);
    expect(state.items[0]?.count).toBe(13);
  });

  test('grows a group where it stands', ({ expect }) => {
    const grown = entry(5, { title: 'bela and 1 other liked your post', actors: ['bela', 'ada'], count: 2 });
    const state = withLiveMessage(shown([9, 5, 3], null), { kind: 'item', item: grown, unseen: 2, unread: 2 });
    expect(ids(state)).toEqual([9, 5, 3]);
    expect(state.items[1]).toEqual(grown);
  });

  test('of what was withdrawn takes it away, and a page that is on its way does not bring it back', ({ expect }) => {
    const state = withLiveMessage(shown([9, 8], null), { kind: 'removed', id: entry(9).id, unseen: 1, unread: 1 });
    expect(ids(state)).toEqual([8]);
    expect([state.unseen, state.unread]).toEqual([1, 1]);
    const late = withFirstPage(state, page([9, 8]), { ids: new Set([entry(9).id]), counts: true });
    expect(ids(late)).toEqual([8]);
  });

  test('of counts alone marks every entry once nothing is unread', ({ expect }) => {
    const state = withLiveMessage(shown([9, 8], null), { kind: 'counts', unseen: 0, unread: 0 });
    expect(state.items.every(({ seen, read }) => seen && read)).toBe(true);
  });

  test('with an archived entry takes it away', ({ expect }) => {
    const item = entry(9, { archived: true });
    expect(ids(withLiveMessage(shown([9, 8], null), { kind: 'item', item, unseen: 0, unread: 1 }))).toEqual([8]);
  });
});

describe('marks', () => {
  test('seen goes down to the oldest entry and leaves newer ones', ({ expect }) => {
    const state = withSeen(shown([9, 8, 7], null), entry(8).id);
    expect(state.items.map(({ seen }) => seen)).toEqual([false, true, true]);
  });

  test('read is also seen, and only of that entry', ({ expect }) => {
    const state = withRead(shown([9, 8], null), entry(8).id);
    expect(state.items.map(({ seen, read }) => [seen, read])).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});

test('whatever arrives in whatever order, each entry is shown once, newest first, with the last counts', ({
  expect,
}) => {
  const count = fc.nat(50);
  const second = fc.integer({ min: 0, max: 30 });
  const message = fc.oneof(
    fc.record({ kind: fc.constant('counts' as const), unseen: count, unread: count }),
    fc.record({
      kind: fc.constant('item' as const),
      item: second.map((at) => entry(at)),
      unseen: count,
      unread: count,
    }),
  );
  fc.assert(
    fc.property(fc.array(message, { minLength: 1 }), fc.uniqueArray(second), (messages, start) => {
      const state = messages.reduce<TimelineState>(withLiveMessage, shown(start, null));
      const seconds = ids(state);
      expect(seconds).toEqual([...new Set(seconds)].sort((one, other) => other - one));
      expect([state.unseen, state.unread]).toEqual([messages.at(-1)?.unseen, messages.at(-1)?.unread]);
      const last = messages.at(-1);
      if (last) expect(withLiveMessage(state, last)).toEqual(state);
    }),
  );
});

import { evictDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Timeline } from '../../src/contract/timeline.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import {
  activityAt,
  candidateAt,
  freshMember,
  idAt,
  type MemberStub,
  NOON,
  offered,
  rowsOf,
  TIMELINE_ONLY,
} from './world.ts';

/** A member with timeline entries that arrived in this order, a second apart. */
async function withEntries(...moments: readonly number[]): Promise<MemberStub> {
  const member = freshMember();
  for (const [index, ms] of moments.entries()) {
    await offerTo(member, [candidateAt(NOON + ms, TIMELINE_ONLY)], NOON + index * 1_000, false);
  }
  return member;
}

async function pages(member: MemberStub, limit: number, archived: 'include' | 'exclude' | 'only' = 'include') {
  const read: Timeline[] = [];
  let cursor: string | undefined;
  do {
    const page: Timeline = await member.timeline({ limit, archived, ...(cursor === undefined ? {} : { cursor }) });
    read.push(page);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return read.map((page) => page.items.map((item) => item.id));
}

describe('a timeline', () => {
  test('happy: newest event first, whatever the order of arrival, in pages', async ({ expect }) => {
    const member = await withEntries(3, 1, 5, 2, 4);
    const ids = [5, 4, 3, 2, 1].map((ms) => idAt(NOON + ms));
    expect(await pages(member, 2)).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    expect(await pages(member, 5)).toEqual([ids]);
    const { items, kept } = await member.timeline({ limit: 1, archived: 'include' });
    expect(items).toEqual([
      {
        id: ids[0],
        type: 'post.published',
        title: 'Ada wrote',
        body: '',
        url: '',
        actors: ['ada'],
        count: 1,
        createdAt: new Date(NOON + 5).toISOString(),
        seen: false,
        read: false,
        archived: false,
      },
    ]);
    expect(kept).toEqual({ notifications: 1_000, days: 90, dropped: 200 });
  });

  test('a page goes on after its cursor although entries arrive in between', async ({ expect }) => {
    const member = await withEntries(1, 2, 4);
    const { next } = await member.timeline({ limit: 2, archived: 'include' });
    await offerTo(
      member,
      [candidateAt(NOON + 3, TIMELINE_ONLY), candidateAt(NOON + 9, TIMELINE_ONLY)],
      NOON + 9_000,
      false,
    );
    const page = await member.timeline({ limit: 2, archived: 'include', cursor: next ?? '' });
    expect(page.items.map((item) => item.id)).toEqual([idAt(NOON + 1)]);
  });

  test('edge: archived entries are in it, out of it, or all of it, and never in the counts', async ({ expect }) => {
    const member = await withEntries(1, 2, 3);
    expect(await member.archive([idAt(NOON + 2), 'unknown'], NOON + 5_000)).toEqual({ unseen: 2, unread: 2 });
    expect((await pages(member, 9, 'exclude')).flat()).toEqual([idAt(NOON + 3), idAt(NOON + 1)]);
    expect((await pages(member, 9, 'only')).flat()).toEqual([idAt(NOON + 2)]);
    expect((await pages(member, 9)).flat()).toHaveLength(3);
  });

  test('refusal: an empty one, and a cursor past its end', async ({ expect }) => {
    expect(await pages(freshMember(), 5)).toEqual([[]]);
    const member = await withEntries(1);
    expect((await member.timeline({ limit: 5, archived: 'include', cursor: '0' })).items).toEqual([]);
  });
});

describe('marks', () => {
  test('happy: seen up to, read up to, read these, read all', async ({ expect }) => {
    const member = await withEntries(1, 2, 3, 4);
    const later = NOON + 10_000;
    expect(await member.markSeen(idAt(NOON + 2), later)).toEqual({ unseen: 2, unread: 4 });
    expect(await member.markRead({ ids: [idAt(NOON + 4), 'unknown'] }, later)).toEqual({ unseen: 1, unread: 3 });
    expect(await member.markRead({ upTo: idAt(NOON + 1) }, later)).toEqual({ unseen: 1, unread: 2 });
    expect(await member.markRead({ all: true }, later)).toEqual({ unseen: 0, unread: 0 });
  });

  test('an older event that arrives late is unseen, and is seen by a mark that reaches only to it', async ({
    expect,
  }) => {
    const member = await withEntries(5);
    await member.markSeen(idAt(NOON + 5), NOON + 10_000);
    await offerTo(
      member,
      [candidateAt(NOON + 3, TIMELINE_ONLY), candidateAt(NOON + 1, TIMELINE_ONLY)],
      NOON + 20_000,
      false,
    );
    expect(await member.markSeen(idAt(NOON), NOON + 30_000)).toEqual({ unseen: 2, unread: 3 });
    expect(await member.markSeen(idAt(NOON + 1), NOON + 30_000)).toEqual({ unseen: 1, unread: 3 });
    expect(await member.markSeen(idAt(NOON + 5), NOON + 40_000)).toEqual({ unseen: 0, unread: 3 });
  });

  test('monotonic: an older mark and a repeat change nothing and write nothing', async ({ expect }) => {
    const member = await withEntries(1, 2, 3);
    await member.markSeen(idAt(NOON + 3), NOON + 10_000);
    const facts = await rowsOf(member, 'select * from fact');
    for (const ms of [3, 1, 2]) expect((await member.markSeen(idAt(NOON + ms), NOON + 20_000)).unseen).toBe(0);
    expect(await rowsOf(member, 'select * from fact')).toEqual(facts);
  });

  test('edge: with clocks that disagree, what was there is covered and what comes is not', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY)], NOON + 60_000, false);
    expect((await member.markSeen(idAt(NOON), NOON)).unseen).toBe(0);
    await offerTo(member, [candidateAt(NOON - 1, TIMELINE_ONLY)], NOON + 1, false);
    expect((await member.markSeen(idAt(NOON - 2), NOON)).unseen).toBe(1);
  });

  test('refusal: a mark beyond everything does not cover what is still to come', async ({ expect }) => {
    const member = await withEntries(1);
    expect((await member.markSeen('\u{10ffff}', NOON + 10_000)).unseen).toBe(0);
    await offerTo(member, [candidateAt(NOON + 2, TIMELINE_ONLY)], NOON + 10_000, false);
    expect((await member.timeline({ limit: 1, archived: 'include' })).unseen).toBe(1);
    expect(await freshMember().markRead({ all: true }, NOON)).toEqual({ unseen: 0, unread: 0 });
  });
});

/** Acts that name an event, by its number. */
const NAMING = ['seen', 'read-up-to', 'read', 'archive', 'open', 'saw'] as const;

/** What a member does, or what happens to them. */
type Act =
  | { readonly kind: 'arrive' | (typeof NAMING)[number]; readonly of: number }
  | { readonly kind: 'read-all' }
  | { readonly kind: 'evict' };

const EVENTS = 8;
const of = fc.integer({ min: 0, max: EVENTS - 1 });
const acts = fc.array(
  fc.record({
    act: fc.oneof(
      { weight: 3, arbitrary: of.map((of): Act => ({ kind: 'arrive', of })) },
      { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...NAMING), of).map(([kind, of]): Act => ({ kind, of })) },
      { weight: 1, arbitrary: fc.constantFrom<Act>({ kind: 'read-all' }, { kind: 'evict' }) },
    ),
    /** How far the clock of the Worker that calls is off, ms. */
    skew: fc.integer({ min: -30, max: 30 }),
  }),
  { minLength: 1, maxLength: 25 },
);

interface Entry {
  readonly of: number;
  seen: boolean;
  read: boolean;
  archived: boolean;
}

/** The same on a list: everything that is there, and up to it, is marked. */
function onModel(model: Entry[], act: Act): void {
  if (act.kind === 'evict') return;
  if (act.kind === 'read-all') {
    for (const entry of model) entry.read = true;
    return;
  }
  const isKnown = model.some((entry) => entry.of === act.of);
  if (act.kind === 'arrive' && !isKnown) model.push({ of: act.of, seen: false, read: false, archived: false });
  for (const entry of model) {
    const isIt = entry.of === act.of;
    const isUpToIt = entry.of <= act.of;
    if (act.kind === 'seen') entry.seen ||= isUpToIt;
    if (act.kind === 'saw') entry.seen ||= isUpToIt && isKnown;
    if (act.kind === 'read-up-to') entry.read ||= isUpToIt;
    if (act.kind === 'read' || act.kind === 'open') entry.read ||= isIt;
    if (act.kind === 'archive') entry.archived ||= isIt;
  }
}

/** Nothing the member did with an item of this name makes it an old story. */
function withoutItem(at: number) {
  const { item, ...activity } = activityAt(at, TIMELINE_ONLY);
  return offered({ activity });
}

async function onMember(member: MemberStub, act: Act, now: number): Promise<void> {
  if (act.kind === 'evict') return evictDurableObject(member);
  if (act.kind === 'read-all') return void (await member.markRead({ all: true }, now));
  const id = idAt(NOON + act.of);
  switch (act.kind) {
    case 'arrive':
      return void (await offerTo(member, [withoutItem(NOON + act.of)], now, false));
    case 'seen':
      return void (await member.markSeen(id, now));
    case 'read-up-to':
      return void (await member.markRead({ upTo: id }, now));
    case 'read':
      return void (await member.markRead({ ids: [id] }, now));
    case 'archive':
      return void (await member.archive([id], now));
    case 'open':
      return void (await member.engage([{ action: 'open', notification: id }], now));
    case 'saw':
      return void (await member.engage([{ action: 'seen', notification: id }], now));
  }
}

test('law: counts and marks are those of a plain list, in any order of acts and with any clocks', async ({
  expect,
}) => {
  await fc.assert(
    fc.asyncProperty(acts, async (steps) => {
      const member = freshMember();
      const model: Entry[] = [];
      await member.preferences();
      for (const [index, { act, skew }] of steps.entries()) {
        await onMember(member, act, NOON + index * 10 + skew);
        onModel(model, act);
        const { items, unseen, unread } = await member.timeline({ limit: EVENTS, archived: 'include' });
        const present = model.filter((entry) => !entry.archived);
        expect({ unseen, unread }).toEqual({
          unseen: present.filter((entry) => !entry.seen && !entry.read).length,
          unread: present.filter((entry) => !entry.read).length,
        });
        expect(items.map(({ id, seen, read, archived }) => ({ id, seen, read, archived }))).toEqual(
          model
            .toSorted((one, other) => other.of - one.of)
            .map(({ of, seen, read, archived }) => ({ id: idAt(NOON + of), seen: seen || read, read, archived })),
        );
      }
    }),
    { numRuns: 60 },
  );
}, 60_000);

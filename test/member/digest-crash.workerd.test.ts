import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { CandidateActivity } from '../../src/contract/activity.ts';
import type { DigestPolicy, Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { FAULTS, type Fault, serve } from './faults.ts';
import {
  armedAt,
  browser,
  candidateAt,
  DAY,
  freshMember,
  HOUR,
  idAt,
  type MemberStub,
  NOON,
  ringAt,
  rowsOf,
} from './world.ts';

const SETTINGS = { channels: {}, types: {}, muted: [] };
const RULE: DigestPolicy = {
  key: 'type:post.published',
  window: { fixed: HOUR },
  minimum: 1,
  title: '{{count}} new posts',
  url: '/posts',
};
const digest = (change: Partial<DigestPolicy> = {}): Partial<Policy> => ({ digest: { ...RULE, ...change } });

/** A post that waits for the digest; the number tells it from others. */
const post = (number: number, policy: Partial<Policy> = digest(), change: Partial<CandidateActivity> = {}) =>
  candidateAt(NOON + number, policy, {
    actor: `author-${number}`,
    item: `post-${number}`,
    content: { title: `Post ${number}`, body: '', url: `/${number}` },
    ...change,
  });
const recalled = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ event: idAt(NOON + number), type: 'post.published' }));

/** Posts that came one after the other. */
async function waiting(fault: Fault, ...posts: readonly ReturnType<typeof post>[]): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  for (const [index, each] of posts.entries()) {
    await offerTo(member, [each], NOON + index, false);
    if (fault.evicts) await evictDurableObject(member);
  }
  return member;
}

/** Whether the object keeps its memory. */
const LIVES: readonly (readonly [string, Fault])[] = FAULTS.slice(0, 2);

const titles = (shown: Awaited<ReturnType<typeof serve>>) => shown.map(({ title }) => title);
const dueRows = (member: MemberStub) =>
  rowsOf<{ id: string }>(member, 'select id from notification where due_at is not null');

describe('whatever goes wrong', () => {
  test.for(FAULTS)('a digest rings once, with all its items: %s', async ([, fault], { expect }) => {
    const member = await waiting(fault, post(0), post(1), post(2));
    expect(titles(await serve(member, NOON + 9 * DAY, fault))).toEqual(['3 new posts']);
    expect(await dueRows(member)).toEqual([]);
  });

  test.for(FAULTS)('one that is carried over rings once in the end: %s', async ([, fault], { expect }) => {
    const member = await waiting(fault, post(0, digest({ minimum: 2 })));
    expect(await serve(member, NOON + 30 * DAY, fault)).toMatchObject([{ id: idAt(NOON) }]);
    expect(await dueRows(member)).toEqual([]);
  });

  test.for(FAULTS)('held by quiet hours it rings once after them: %s', async ([, fault], { expect }) => {
    const member = await waiting(fault, post(0), post(1));
    await member.putPreferences({ ...SETTINGS, quiet: { from: '12:30', to: '14:30' } }, NOON + 5);
    expect(titles(await serve(member, NOON + 9 * DAY, fault))).toEqual(['2 new posts']);
  });

  test.for(FAULTS)('when its carrier is recalled another item rings, once: %s', async ([, fault], { expect }) => {
    const member = await waiting(fault, post(0), post(1), post(2));
    await ringAt(member, NOON + HOUR);
    await member.recall(recalled(2), NOON + HOUR + 1);
    const shown = await serve(member, NOON + 9 * DAY, fault);
    expect(shown).toMatchObject([{ id: idAt(NOON + 1), title: '2 new posts' }]);
  });

  test.for(FAULTS)(
    'a sliding one whose items come in no order goes out once, in time: %s',
    async ([, fault], { expect }) => {
      const policy = digest({ window: { sliding: HOUR, most: 3 * HOUR } });
      const member = await waiting(fault, post(5, policy), post(3, policy), post(4, policy));
      await offerTo(member, [post(1, policy)], NOON + HOUR / 2, false);
      const shown = await serve(member, NOON + 9 * DAY, fault);
      expect(titles(shown)).toEqual(['4 new posts']);
      expect(shown[0]?.at).toBeGreaterThanOrEqual(NOON + 1.5 * HOUR);
    },
  );
});

describe('the moment of a digest', () => {
  test('that moves on leaves nothing due: the alarm rests until it comes', async ({ expect }) => {
    const policy = digest({ window: { sliding: HOUR, most: 3 * HOUR } });
    const member = await waiting({}, post(5, policy));
    await offerTo(member, [post(1, policy)], NOON + HOUR / 2, false);
    expect((await ringAt(member, NOON + HOUR)).sent).toEqual([]);
    expect(await armedAt(member)).toBe(NOON + 1.5 * HOUR);
  });

  test.for([
    ['recalled', (member: MemberStub) => member.recall(recalled(0), NOON + 2.5 * HOUR)],
    ['seen', (member: MemberStub) => member.markRead({ ids: [idAt(NOON)] }, NOON + 2.5 * HOUR)],
    ['muted', (member: MemberStub) => member.engage([{ action: 'mute', actor: 'author-0' }], NOON + 2.5 * HOUR)],
  ] as const)(
    'is carried over three times at the most, although its first item is %s',
    async ([, leave], { expect }) => {
      const policy = digest({ minimum: 9 });
      const member = await waiting({}, post(0, policy), post(1, policy));
      // Carried over twice by now.
      expect(await serve(member, NOON + 2 * HOUR, {})).toEqual([]);
      await leave(member);
      await evictDurableObject(member);
      expect((await serve(member, NOON + DAY, {})).map(({ id, at }) => [id, at])).toEqual([
        [idAt(NOON + 1), NOON + 4 * HOUR],
      ]);
    },
  );

  test('is not brought forward by settings that have nothing to do with it', async ({ expect }) => {
    const member = await waiting({}, post(0, digest({ minimum: 2 })));
    await serve(member, NOON + HOUR, {});
    for (const from of ['20:00', '21:00', '22:00', '23:00']) {
      await member.putPreferences({ ...SETTINGS, quiet: { from, to: '23:30' } }, NOON + 1.5 * HOUR);
      expect((await ringAt(member, NOON + 1.5 * HOUR)).sent).toEqual([]);
    }
    expect((await serve(member, NOON + DAY, {})).map(({ at }) => at)).toEqual([NOON + 4 * HOUR]);
  });
});

describe('a digest and its items', () => {
  test.for(LIVES)(
    'a recalled carrier that somebody had has rung, another item waits: %s',
    async ([, fault], { expect }) => {
      const policy = { ...digest(), memberPerDay: 1 };
      const member = await waiting(fault, post(0, policy), post(1, policy));
      const { sent } = await ringAt(member, NOON + HOUR);
      expect(await member.take(sent, NOON + HOUR + 1)).toHaveLength(1);
      await member.recall(recalled(1), NOON + HOUR + 2);
      const shown = await serve(member, NOON + 9 * DAY, fault);
      expect(shown.map(({ id, at }) => [id, at])).toEqual([[idAt(NOON), NOON + HOUR + DAY]]);
    },
  );

  test.for(LIVES)(
    'of carriers recalled in a row the first counts, and what rings in the end: %s',
    async ([, fault], { expect }) => {
      const member = await waiting(fault, post(0), post(1), post(2), post(3));
      await ringAt(member, NOON + HOUR);
      for (const number of [3, 2, 1]) await member.recall(recalled(number), NOON + HOUR + 4 - number);
      // It is with the alarm: whoever repeats its offer is not given it.
      expect(await offerTo(member, [post(0)], NOON + HOUR + 4, false)).toMatchObject({ due: [] });
      if (fault.evicts) await evictDurableObject(member);
      const at = NOON + 2 * HOUR;
      const next = [2, 3].map((memberPerDay) => candidateAt(at + memberPerDay, { memberPerDay }));
      expect((await offerTo(member, next, at, false)).decisions).toMatchObject([
        { outcome: 'hold', reason: 'member-cap' },
        { outcome: 'send', reason: 'interrupt' },
      ]);
    },
  );

  test('a recalled carrier that leads a group does not ring beside the item in its place', async ({ expect }) => {
    const policy: Partial<Policy> = { ...digest(), collapse: { window: DAY } };
    const story = (number: number, group: string) => post(number, policy, { group });
    const member = await waiting({}, story(0, 'one'), story(1, 'two'));
    await offerTo(member, [story(2, 'two')], NOON + 2, false);
    expect((await ringAt(member, NOON + HOUR)).sent).toEqual([idAt(NOON + 1)]);
    await member.recall(recalled(1), NOON + HOUR + 1);
    expect((await serve(member, NOON + 9 * DAY, {})).map(({ id }) => id)).toEqual([idAt(NOON)]);
  });

  test('a reminder of a digest goes with it to the item that takes the place of its carrier', async ({ expect }) => {
    const policy: Partial<Policy> = { ...digest(), remind: { after: HOUR, times: 1 } };
    const member = await waiting({}, post(0, policy), post(1, policy));
    await ringAt(member, NOON + HOUR);
    await member.recall(recalled(1), NOON + HOUR + 1);
    expect((await serve(member, NOON + 9 * DAY, {})).map(({ id }) => id)).toEqual([idAt(NOON), idAt(NOON)]);
  });

  test('an item that cannot be decided is put off, and the others go out without it', async ({ expect }) => {
    const member = await waiting({}, post(0), post(1), post(2));
    await rowsOf(member, `update notification set policy = null where id = '${idAt(NOON + 1)}'`);
    await evictDurableObject(member);
    expect(titles(await serve(member, NOON + 1.1 * HOUR, {}))).toEqual(['2 new posts']);
    expect(await rowsOf(member, "select id from notification where outcome = 'hold'")).toEqual([
      { id: idAt(NOON + 1) },
    ]);
  });

  test('what has joined a held group whose first was recalled rings, and counts without it', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences({ ...SETTINGS, quiet: { from: '11:00', to: '13:00' } }, NOON);
    const like = (number: number) => post(number, { collapse: { window: DAY } }, { group: 'photo' });
    for (const number of [0, 1, 2]) await offerTo(member, [like(number)], NOON + number, false);
    await member.recall(recalled(0), NOON + 5);
    expect(titles(await serve(member, NOON + DAY, {}))).toEqual(['Post 2 (+1)']);
    await member.recall(recalled(0), NOON + DAY);
    expect((await member.timeline({ limit: 9, archived: 'include' })).items).toMatchObject([
      { id: idAt(NOON), count: 2, actors: ['author-2', 'author-1'] },
    ]);
  });
});

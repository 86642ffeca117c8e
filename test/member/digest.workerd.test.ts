import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { DigestPolicy, Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { armedAt, browser, candidateAt, DAY, freshMember, HOUR, idAt, type MemberStub, NOON, ringAt } from './world.ts';

const RULE: DigestPolicy = {
  key: 'type:post.published',
  window: { fixed: HOUR },
  minimum: 1,
  title: '{{count}} new posts',
  url: '/posts',
};
const digest = (change: Partial<DigestPolicy> = {}): Partial<Policy> => ({ digest: { ...RULE, ...change } });

/** A post that waits for the digest; the number tells it from others. */
const post = (number: number, policy: Partial<Policy> = digest()) =>
  candidateAt(NOON + number, policy, {
    actor: `author-${number}`,
    item: `post-${number}`,
    content: { title: `Post ${number}`, body: '', url: `/${number}` },
  });

async function waiting(...candidates: readonly ReturnType<typeof post>[]): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  for (const [index, candidate] of candidates.entries()) await offerTo(member, [candidate], NOON + index, false);
  return member;
}

/** What rings when the alarm fires: the texts of what goes to the deliver queue. */
async function rungAt(member: MemberStub, now: number) {
  const { sent } = await ringAt(member, now);
  const due = await member.take(sent, now + 1);
  await member.settle(
    due.map(({ notification, device }) => ({ notification, device, outcome: { kind: 'sent' as const } })),
    now + 2,
  );
  return due.map(({ message }) => message);
}

const outcomes = async (member: MemberStub) =>
  (await member.decisions(9)).items.map(({ event, outcome, reason }) => [event, outcome, reason]);

describe('a digest', () => {
  test('happy: all is in the timeline at once and rings together, each item once', async ({ expect }) => {
    const member = await waiting(post(0), post(1), post(2), post(3));
    expect((await member.timeline({ limit: 9, archived: 'include' })).unseen).toBe(4);
    expect(await armedAt(member)).toBe(NOON + HOUR);
    await evictDurableObject(member);
    expect(await rungAt(member, NOON + HOUR)).toMatchObject([
      { id: idAt(NOON + 3), title: '4 new posts', body: 'Post 3\nPost 2\nPost 1\nand 1 more', url: '/posts' },
    ]);
    expect(await rungAt(member, NOON + HOUR + 9)).toEqual([]);
    expect(await rungAt(member, NOON + DAY)).toEqual([]);
    expect(await outcomes(member)).toEqual([
      [idAt(NOON + 3), 'send', 'digest'],
      [idAt(NOON + 2), 'merge', 'digest'],
      [idAt(NOON + 1), 'merge', 'digest'],
      [idAt(NOON), 'merge', 'digest'],
    ]);
    expect((await member.timeline({ limit: 9, archived: 'include' })).items).toHaveLength(4);
  });

  test('edge: counts as one interruption', async ({ expect }) => {
    const member = await waiting(post(0), post(1));
    expect(await rungAt(member, NOON + HOUR)).toHaveLength(1);
    const at = NOON + 2 * HOUR;
    const next = await offerTo(member, [candidateAt(at, { memberPerDay: 2 })], at, false);
    expect(next.decisions).toMatchObject([{ outcome: 'send' }]);
  });

  test('edge: a sliding window moves with every item, up to its most', async ({ expect }) => {
    const policy = digest({ window: { sliding: HOUR, most: 2 * HOUR } });
    const member = await waiting(post(0, policy));
    await offerTo(member, [candidateAt(NOON + HOUR / 2, policy, { item: 'later' })], NOON + HOUR / 2, false);
    expect(await rungAt(member, NOON + HOUR)).toEqual([]);
    expect(await armedAt(member)).toBe(NOON + 1.5 * HOUR);
    await offerTo(member, [candidateAt(NOON + HOUR, policy, { item: 'latest' })], NOON + HOUR, false);
    expect(await rungAt(member, NOON + 1.5 * HOUR)).toEqual([]);
    expect(await rungAt(member, NOON + 2 * HOUR)).toMatchObject([{ title: '3 new posts' }]);
  });

  test('edge: goes out at once when it has as many items as it takes', async ({ expect }) => {
    const policy = digest({ flushAt: 3 });
    const member = await waiting(post(0, policy), post(1, policy), post(2, policy));
    expect(await armedAt(member)).toBe(NOON + 2);
    expect(await rungAt(member, NOON + 3)).toMatchObject([{ title: '3 new posts' }]);
  });

  test('edge: with too few items it waits for the next window, and in the end goes out all the same', async ({
    expect,
  }) => {
    const member = await waiting(post(0, digest({ minimum: 2 })));
    for (const window of [1, 2, 3]) expect(await rungAt(member, NOON + window * HOUR)).toEqual([]);
    expect(await rungAt(member, NOON + 4 * HOUR)).toMatchObject([{ title: 'Post 0' }]);
  });

  test('edge: held by quiet hours it rings once they are over, with what came meanwhile', async ({ expect }) => {
    const member = await waiting(post(0), post(1));
    const quiet = { from: '12:30', to: '14:30' };
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet }, NOON + 5);
    expect(await rungAt(member, NOON + HOUR)).toEqual([]);
    await offerTo(member, [candidateAt(NOON + 2 * HOUR, digest(), { item: 'late' })], NOON + 2 * HOUR, false);
    expect(await rungAt(member, NOON + 2.5 * HOUR)).toMatchObject([{ title: '3 new posts' }]);
  });
});

describe('what leaves a digest', () => {
  test('is not in it: seen, expired, muted and recalled items', async ({ expect }) => {
    const expiring = candidateAt(NOON + 4, digest(), { item: 'short', expiresAt: NOON + 9 });
    const member = await waiting(post(0), post(1), post(2), post(3), expiring);
    await member.markRead({ ids: [idAt(NOON)] }, NOON + 10);
    await member.engage([{ action: 'mute', actor: 'author-1' }], NOON + 10);
    await member.recall([{ event: idAt(NOON + 2), type: 'post.published' }], NOON + 10);
    expect(await rungAt(member, NOON + HOUR)).toMatchObject([{ title: 'Post 3', body: '' }]);
    const decided = await outcomes(member);
    expect(decided).toContainEqual([idAt(NOON), 'send', 'already-seen']);
    expect(decided).toContainEqual([idAt(NOON + 1), 'send', 'muted-actor']);
    expect(decided).toContainEqual([idAt(NOON + 2), 'drop', 'recalled']);
    expect(decided).toContainEqual([idAt(NOON + 4), 'send', 'expired']);
  });

  test('with its last item gone it is not sent', async ({ expect }) => {
    const member = await waiting(post(0), post(1));
    await member.recall(
      [0, 1].map((ms) => ({ event: idAt(NOON + ms), type: 'post.published' })),
      NOON + 5,
    );
    expect(await rungAt(member, NOON + HOUR)).toEqual([]);
    expect((await member.timeline({ limit: 9, archived: 'include' })).items).toEqual([]);
  });

  test('recalled after it was put together: another item carries the rest', async ({ expect }) => {
    const member = await waiting(post(0), post(1), post(2));
    const { sent } = await ringAt(member, NOON + HOUR);
    expect(sent).toEqual([idAt(NOON + 2)]);
    await member.recall([{ event: idAt(NOON + 2), type: 'post.published' }], NOON + HOUR + 1);
    expect(await member.take(sent, NOON + HOUR + 2)).toEqual([]);
    expect(await rungAt(member, NOON + HOUR + 61_000)).toMatchObject([
      { id: idAt(NOON + 1), title: '2 new posts', body: 'Post 1\nPost 0' },
    ]);
  });
});

describe('a member who asked for digests', () => {
  const asked = {
    channels: {},
    types: { 'post.published': { 'web-push': 'digest' as const } },
    digest: { schedule: 'daily' as const, at: '18:00' },
    muted: [],
    timezone: 'Asia/Kathmandu',
  };
  const onRequest = digest({ window: { schedule: 'daily' }, onRequest: true });

  test('gets one at their hour, in their zone', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences(asked, NOON);
    await offerTo(member, [post(0, onRequest), post(1, onRequest)], NOON + 2, false);
    // 18:00 at +05:45 of the next day: noon UTC is 17:45 there.
    expect(await armedAt(member)).toBe(NOON + HOUR / 4);
    expect(await rungAt(member, NOON + HOUR / 4)).toMatchObject([{ title: '2 new posts' }]);
  });

  test('who moves east meanwhile gets it at the hour of the new place', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences({ ...asked, timezone: 'UTC' }, NOON);
    await offerTo(member, [post(0, onRequest)], NOON + 2, false);
    expect(await armedAt(member)).toBe(NOON + 6 * HOUR);
    await member.putPreferences({ ...asked, timezone: 'Asia/Kathmandu' }, NOON + 3);
    expect(await rungAt(member, NOON + 3)).toEqual([]);
    expect(await armedAt(member)).toBe(NOON + HOUR / 4);
    expect(await rungAt(member, NOON + HOUR / 4)).toHaveLength(1);
  });
});

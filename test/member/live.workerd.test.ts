import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { offerTo } from '../../src/member/offer-to.ts';
import { openPage } from './page.ts';
import { browser, candidateAt, freshMember, HOUR, idAt, NOON, ringAt, TIMELINE_ONLY } from './world.ts';

describe('a live page', () => {
  test('happy: counts at first, each new entry with the counts, and the counts after a mark', async ({ expect }) => {
    const member = freshMember();
    const page = await openPage(member);
    expect(await page.next()).toEqual({ kind: 'counts', unseen: 0, unread: 0 });
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY), candidateAt(NOON + 1, TIMELINE_ONLY)], NOON, false);
    expect(await page.next()).toMatchObject({ kind: 'item', item: { id: idAt(NOON), seen: false }, unseen: 2 });
    expect(await page.next()).toMatchObject({ kind: 'item', item: { id: idAt(NOON + 1) }, unseen: 2, unread: 2 });
    await member.markSeen(idAt(NOON), NOON + 1);
    expect(await page.next()).toEqual({ kind: 'counts', unseen: 1, unread: 2 });
    await member.markRead({ all: true }, NOON + 1);
    expect(await page.next()).toEqual({ kind: 'counts', unseen: 0, unread: 0 });
    await member.engage([{ action: 'open', notification: idAt(NOON) }], NOON + 1);
    expect(await page.next()).toMatchObject({ kind: 'counts' });
    await member.archive([idAt(NOON)], NOON + 1);
    expect(await page.next()).toMatchObject({ kind: 'counts' });
  });

  test('hears while the object was evicted in between: its connection hibernates', async ({ expect }) => {
    const member = freshMember();
    const page = await openPage(member);
    await page.next();
    await evictDurableObject(member);
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY)], NOON, false);
    expect(await page.next()).toMatchObject({ kind: 'item', unseen: 1 });
  });

  test('edge: two pages hear the same, and nothing of what is not in the timeline', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const pages = [await openPage(member), await openPage(member)];
    await offerTo(member, [candidateAt(NOON, { channels: ['web-push'] }), candidateAt(NOON + 1)], NOON, false);
    for (const page of pages) {
      expect(await page.next()).toMatchObject({ kind: 'counts' });
      expect(await page.next()).toMatchObject({ kind: 'item', item: { id: idAt(NOON + 1) }, unseen: 1 });
    }
  });

  test('edge: an entry that a hold kept back is heard when it appears', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const quiet = { from: '11:00', to: '13:00' };
    await member.putPreferences({ channels: { 'in-app': 'off' }, types: {}, muted: [], quiet }, NOON);
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet }, NOON);
    const page = await openPage(member);
    await page.next();
    await ringAt(member, NOON + HOUR);
    expect(await page.next()).toMatchObject({ kind: 'item', item: { id: idAt(NOON) }, unseen: 1 });
  });

  test('closing is answered, and the others go on', async ({ expect }) => {
    const member = freshMember();
    const [one, other] = [await openPage(member), await openPage(member)];
    one.webSocket.close(1000, 'bye');
    expect(await one.closed).toBe(1000);
    await other.next();
    await offerTo(member, [candidateAt(NOON, TIMELINE_ONLY)], NOON, false);
    expect(await other.next()).toMatchObject({ kind: 'item' });
  });

  test('refusal: the 17th closes the oldest', async ({ expect }) => {
    const member = freshMember();
    const first = await openPage(member);
    for (let more = 0; more < 16; more++) await openPage(member);
    expect(await first.closed).toBe(1013);
  });
});

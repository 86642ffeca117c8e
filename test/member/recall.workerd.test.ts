import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { offerTo } from '../../src/member/offer-to.ts';
import { browser, candidateAt, DAY, freshMember, HOUR, idAt, type MemberStub, NOON, ringAt } from './world.ts';

const recalled = (at: number) => [{ event: idAt(at), type: 'post.published' }];
const timeline = async (member: MemberStub) => (await member.timeline({ limit: 9, archived: 'include' })).items;
const liked = (at: number, actor: string) =>
  candidateAt(at, { collapse: { window: DAY } }, { actor, item: 'photo', group: 'photo' });

describe('recall', () => {
  test('happy: gone from the timeline, and the trace says why', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON), candidateAt(NOON + 1)], NOON + 1, false);
    await member.recall(recalled(NOON), NOON + 2);
    await member.recall(recalled(NOON), NOON + 3);
    await evictDurableObject(member);
    expect(await member.timeline({ limit: 9, archived: 'include' })).toMatchObject({
      items: [{ id: idAt(NOON + 1) }],
      unseen: 1,
    });
    const { items } = await member.decisions(9);
    expect(items.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['drop', 'recalled'],
      ['send', 'timeline'],
    ]);
  });

  test('edge: a candidate that arrives after its recall is dropped by it', async ({ expect }) => {
    const member = freshMember();
    await member.recall(recalled(NOON), NOON);
    const { decisions } = await offerTo(member, [candidateAt(NOON)], NOON + 1, false);
    expect(decisions).toMatchObject([{ outcome: 'drop', reason: 'recalled' }]);
    expect(await timeline(member)).toEqual([]);
  });

  test('edge: what is held never rings, and the next that waits for the slot has its moment', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet: { from: '11:00', to: '13:00' } }, NOON);
    await offerTo(member, [candidateAt(NOON), candidateAt(NOON + 1, {}, { item: 'other' })], NOON + 1, false);
    await member.recall(recalled(NOON), NOON + 2);
    expect((await ringAt(member, NOON + HOUR)).sent).toEqual([idAt(NOON + 1)]);
  });

  test('edge: what goes out just now is not taken by the deliver queue any more', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [candidateAt(NOON)], NOON, true);
    await member.recall(recalled(NOON), NOON + 1);
    expect(await member.take([idAt(NOON)], NOON + 2)).toEqual([]);
  });

  test('of the first of a group: the rest stays one entry without it', async ({ expect }) => {
    const member = freshMember();
    for (const [index, actor] of ['ada', 'cleo', 'dan'].entries()) {
      await offerTo(member, [liked(NOON + index, actor)], NOON + index, false);
    }
    await member.recall(recalled(NOON), NOON + 5);
    expect(await timeline(member)).toMatchObject([{ id: idAt(NOON), count: 2, actors: ['dan', 'cleo'] }]);
    await member.recall(recalled(NOON + 1), NOON + 6);
    expect(await timeline(member)).toMatchObject([{ count: 1, actors: ['dan'] }]);
    await member.recall(recalled(NOON + 2), NOON + 7);
    expect(await timeline(member)).toEqual([]);
  });
});

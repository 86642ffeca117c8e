import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { browser, candidateAt, DAY, freshMember, idAt, type MemberStub, NOON, ringAt } from './world.ts';

const MINUTE = 60_000;
const COLLAPSE: Partial<Policy> = { collapse: { window: DAY } };
const texts = { title: 'Ada liked it', body: '', url: '/photo' };

/** Somebody likes the same photo at a moment. */
function like(at: number, actor: string, policy: Partial<Policy> = COLLAPSE) {
  const content = { ...texts, title: `${actor} liked it`, many: { title: `${actor} and {{others}} others`, body: '' } };
  return candidateAt(at, policy, { actor, item: 'photo', group: 'photo', content });
}

const sent = (at: number) => [{ notification: idAt(at), device: 'browser-1', outcome: { kind: 'sent' } as const }];
const timeline = async (member: MemberStub) => (await member.timeline({ limit: 9, archived: 'include' })).items;

async function liked(...actors: readonly string[]): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  for (const [index, actor] of actors.entries())
    await offerTo(member, [like(NOON + index, actor)], NOON + index, false);
  return member;
}

describe('collapse', () => {
  test('happy: one entry and one push, the newest actor first, and an exact count', async ({ expect }) => {
    const member = await liked('ada', 'cleo', 'dan');
    expect(await timeline(member)).toMatchObject([
      { id: idAt(NOON), title: 'dan and 2 others', actors: ['dan', 'cleo', 'ada'], count: 3, url: '/photo' },
    ]);
    const { items } = await member.decisions(9);
    expect(items.map(({ outcome, reason, into }) => [outcome, reason, into])).toEqual([
      ['merge', 'collapsed', idAt(NOON)],
      ['merge', 'collapsed', idAt(NOON)],
      ['send', 'interrupt', undefined],
    ]);
  });

  test('edge: somebody who does it twice counts once, and a repeat of the event changes nothing', async ({
    expect,
  }) => {
    const member = await liked('ada', 'cleo', 'cleo');
    await evictDurableObject(member);
    const again = await offerTo(member, [like(NOON + 1, 'cleo')], NOON + 9, false);
    expect(again).toMatchObject({ decisions: [{ outcome: 'merge' }], due: [] });
    expect(await timeline(member)).toMatchObject([{ count: 2, actors: ['cleo', 'ada'] }]);
  });

  test('edge: what comes after the group was seen, or after its window, is a new story', async ({ expect }) => {
    const member = await liked('ada', 'cleo');
    await member.markSeen(idAt(NOON), NOON + 5);
    await offerTo(member, [like(NOON + 10, 'dan')], NOON + 10, false);
    await offerTo(member, [like(NOON + 11 + DAY, 'eve')], NOON + 11 + DAY, false);
    expect((await timeline(member)).map(({ count, title }) => [count, title])).toEqual([
      [1, 'eve liked it'],
      [1, 'dan liked it'],
      [2, 'cleo and 1 others'],
    ]);
  });

  test('edge: in one offer, too', async ({ expect }) => {
    const member = freshMember();
    const offered = ['ada', 'cleo', 'dan'].map((actor, index) => like(NOON + index, actor));
    const { decisions } = await offerTo(member, offered, NOON + 3, false);
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['send', 'merge', 'merge']);
    expect(await timeline(member)).toMatchObject([{ count: 3 }]);
  });

  test('a type that does not ask for it keeps its entries apart', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [like(NOON, 'ada', {}), like(NOON + 1, 'cleo', {})], NOON + 1, false);
    expect(await timeline(member)).toMatchObject([{ count: 1 }, { count: 1 }]);
  });
});

describe('the push of a group', () => {
  test('is replaced quietly, once for all that joined within a minute, and is no interruption', async ({ expect }) => {
    const member = await liked('ada');
    await member.settle(sent(NOON), NOON);
    for (const [index, actor] of ['cleo', 'dan'].entries()) {
      const at = NOON + (index + 1) * 1_000;
      expect((await offerTo(member, [like(at, actor)], at, false)).due).toEqual([]);
    }
    await evictDurableObject(member);
    expect((await ringAt(member, NOON + MINUTE + 1_000)).sent).toEqual([idAt(NOON)]);
    const [update] = await member.take([idAt(NOON)], NOON + MINUTE + 1_001);
    expect(update?.message).toMatchObject({ id: idAt(NOON), title: 'dan and 2 others', quiet: true });
    await member.settle(sent(NOON), NOON + MINUTE + 1_002);
    expect((await ringAt(member, NOON + 10 * MINUTE)).sent).toEqual([]);
    const capped = candidateAt(NOON + 20 * MINUTE, { memberPerDay: 2 }, { item: 'other' });
    expect((await offerTo(member, [capped], NOON + 20 * MINUTE, false)).decisions).toMatchObject([{ outcome: 'send' }]);
  });

  test('is all that is replaced: an email, a text, a post and a webhook are not sent again', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const slack = 'https://hooks.slack.com/services/T/B/x';
    await member.putProfile({ email: 'bob@example.com', phone: '+15551234567', slack }, NOON);
    const everywhere = { ...COLLAPSE, channels: ['in-app', 'web-push', 'email', 'sms', 'slack', 'webhook'] } as const;
    const { due } = await offerTo(member, [like(NOON, 'ada', everywhere)], NOON, false);
    expect(due).toHaveLength(5);
    const outcome = { kind: 'sent' } as const;
    const settled = due.map(({ device }) => ({ notification: idAt(NOON), device, outcome }));
    await member.settle(settled, NOON);
    await offerTo(member, [like(NOON + 1_000, 'cleo', everywhere)], NOON + 1_000, false);
    expect((await ringAt(member, NOON + 2 * MINUTE)).sent).toEqual([idAt(NOON)]);
    const updates = await member.take([idAt(NOON)], NOON + 2 * MINUTE);
    expect(updates).toMatchObject([{ channel: 'web-push', message: { quiet: true } }]);
  });

  test('without a device to change, what joins an email writes nothing beside its own row', async ({ expect }) => {
    const member = freshMember();
    await member.putProfile({ email: 'bob@example.com' }, NOON);
    const byEmail = { ...COLLAPSE, channels: ['in-app', 'email'] } as const;
    await offerTo(member, [like(NOON, 'ada', byEmail)], NOON, false);
    await member.settle([{ notification: idAt(NOON), device: 'email', outcome: { kind: 'sent' } }], NOON);
    await offerTo(member, [like(NOON + 1_000, 'cleo', byEmail)], NOON + 1_000, false);
    expect((await ringAt(member, NOON + 2 * MINUTE)).sent).toEqual([]);
  });

  test('stays as it is in quiet hours', async ({ expect }) => {
    const member = await liked('ada');
    await member.settle(sent(NOON), NOON);
    await offerTo(member, [like(NOON + 1_000, 'cleo')], NOON + 1_000, false);
    const quiet = { from: '11:00', to: '13:00' };
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet }, NOON + 2_000);
    expect((await ringAt(member, NOON + 2 * MINUTE)).sent).toEqual([]);
  });

  test('rings with all who joined while it was held', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const quiet = { from: '11:00', to: '13:00' };
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet }, NOON);
    for (const [index, actor] of ['ada', 'cleo'].entries()) {
      await offerTo(member, [like(NOON + index, actor)], NOON + index, false);
    }
    const end = NOON + 60 * MINUTE;
    expect((await ringAt(member, end)).sent).toEqual([idAt(NOON)]);
    expect((await member.take([idAt(NOON)], end + 1))[0]?.message).toMatchObject({ title: 'cleo and 1 others' });
  });
});

test('a full history goes on counting the actors whose rows it has lost', async ({ expect }) => {
  const member = freshMember();
  const silent: Partial<Policy> = { ...COLLAPSE, channels: ['in-app'] };
  for (let start = 0; start < 1_200; start += 100) {
    const part = Array.from({ length: 100 }, (_, index) => like(NOON + start + index, `fan-${start + index}`, silent));
    await offerTo(member, part, NOON + start, false);
  }
  expect(await timeline(member)).toMatchObject([{ id: idAt(NOON), count: 1_200 }]);
});

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Content } from '../../src/contract/activity.ts';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { armedAt, browser, candidateAt, freshMember, idAt, NOON, rowsOf, TIMELINE_ONLY } from './world.ts';

describe('an offer', () => {
  test('happy: one decision a candidate, in their order, and the deliveries due now', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const answer = await offerTo(
      member,
      [candidateAt(NOON - 1), candidateAt(NOON - 2, {}, { actor: 'bob' }), candidateAt(NOON - 3, TIMELINE_ONLY)],
      NOON,
      false,
    );
    expect(answer.decisions).toEqual([
      { event: idAt(NOON - 1), outcome: 'send', reason: 'interrupt' },
      { event: idAt(NOON - 2), outcome: 'drop', reason: 'own-action' },
      { event: idAt(NOON - 3), outcome: 'send', reason: 'timeline' },
    ]);
    expect(answer.due).toEqual([
      {
        member: 'bob',
        notification: idAt(NOON - 1),
        channel: 'web-push',
        device: 'browser-1',
        address: browser(1).address,
        message: {
          ...{ id: idAt(NOON - 1), type: 'post.published', title: 'Ada wrote', body: '', url: '', at: NOON - 1 },
          badge: 2,
        },
        urgent: false,
        attempt: 1,
      },
    ]);
  });

  test('happy: a delivery for each device, urgent when transactional, with its expiry', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.registerDevice(browser(2));
    const urgent = candidateAt(NOON, { class: 'transactional' }, { expiresAt: NOON + 9 });
    const { due } = await offerTo(member, [urgent], NOON, false);
    expect(due).toMatchObject([
      { device: 'browser-1', urgent: true, expiresAt: NOON + 9 },
      { device: 'browser-2', urgent: true, expiresAt: NOON + 9 },
    ]);
  });

  test('edge: of nothing, and of nobody yet', async ({ expect }) => {
    expect(await offerTo(freshMember(), [], NOON, false)).toEqual({ decisions: [], due: [] });
  });
});

describe('a repeat', () => {
  const mixed = [
    candidateAt(NOON - 1),
    candidateAt(NOON - 2, {}, { actor: 'bob' }),
    candidateAt(NOON - 3, TIMELINE_ONLY),
  ];

  test('gets the decisions it got before, also when the object was evicted, and writes nothing', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const first = await offerTo(member, mixed, NOON, true);
    const rows = await rowsOf(member, 'select * from notification');
    for (const evict of [false, true, false]) {
      if (evict) await evictDurableObject(member);
      const again = await offerTo(member, mixed, NOON + 5, true);
      expect(again.decisions).toEqual(first.decisions);
      expect(again.due).toEqual(first.due);
    }
    expect(await rowsOf(member, 'select * from notification')).toEqual(rows);
    expect(await rowsOf(member, 'select slot from ring')).toHaveLength(1);
  });

  test('keeps a dropped decision although the reason is gone meanwhile', async ({ expect }) => {
    const member = freshMember();
    await member.engage([{ action: 'mute', actor: 'ada' }], NOON);
    const first = await offerTo(member, [candidateAt(NOON)], NOON, false);
    expect(first.decisions[0]?.reason).toBe('muted-actor');
    await member.putPreferences({ channels: {}, types: {}, muted: [] }, NOON);
    await evictDurableObject(member);
    expect(await offerTo(member, [candidateAt(NOON)], NOON, false)).toEqual(first);
  });

  test('gets again what is not settled, and no more what is', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.registerDevice(browser(2));
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await member.settle([{ notification: idAt(NOON), device: 'browser-1', outcome: { kind: 'sent' } }], NOON);
    const left = await offerTo(member, [candidateAt(NOON)], NOON, false);
    expect(left.due.map((each) => each.device)).toEqual(['browser-2']);
    await member.settle([{ notification: idAt(NOON), device: 'browser-2', outcome: { kind: 'sent' } }], NOON);
    expect((await offerTo(member, [candidateAt(NOON)], NOON, false)).due).toEqual([]);
  });

  test('edge: twice in one offer is one, whether new or known', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const twice = [candidateAt(NOON), candidateAt(NOON)];
    for (const _ of [1, 2]) {
      const { decisions, due } = await offerTo(member, twice, NOON, false);
      expect(decisions).toHaveLength(2);
      expect(due).toHaveLength(1);
    }
    expect(await rowsOf(member, 'select id from notification')).toHaveLength(1);
  });

  test('rings no more for what was seen or muted since', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [candidateAt(NOON), candidateAt(NOON + 1, {}, { actor: 'eve' })], NOON + 1, false);
    await member.markSeen(idAt(NOON), NOON + 2);
    await member.engage([{ action: 'mute', actor: 'eve' }], NOON + 2);
    const again = await offerTo(member, [candidateAt(NOON), candidateAt(NOON + 1)], NOON + 3, false);
    expect(again.decisions.map((each) => each.outcome)).toEqual(['send', 'send']);
    expect(again.due).toEqual([]);
  });
});

test('an offer with one that cannot be decided leaves nothing behind, in the rows or in memory', async ({ expect }) => {
  const member = freshMember();
  await member.registerDevice(browser(1));
  const capped = candidateAt(NOON, { memberPerDay: 1 });
  const own = candidateAt(NOON + 2, {}, { actor: 'bob' });
  const broken = candidateAt(NOON + 1, {}, { content: null as unknown as Content });
  await runInDurableObject(member, async (instance: Member) => {
    await expect(offerTo(instance, [capped, own, broken], NOON, true)).rejects.toThrow(TypeError);
  });
  expect(await rowsOf(member, 'select id from notification')).toEqual([]);
  expect(await armedAt(member)).toBeNull();
  const { decisions, due } = await offerTo(member, [capped, own], NOON, true);
  expect(
    decisions.map((each) => each.outcome),
    'the cap is not used up by what never was',
  ).toEqual(['send', 'drop']);
  expect(due).toHaveLength(1);
  expect(await rowsOf(member, 'select slot from ring'), 'the drop is recorded, not only remembered').toHaveLength(1);
  expect(await armedAt(member)).toBe(NOON + 30_000);
});

import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { armedAt, browser, candidateAt, freshMember, HOUR, idAt, type MemberStub, NOON, ringAt } from './world.ts';

const MINUTE = 60_000;
const REMIND: Partial<Policy> = { remind: { after: HOUR, times: 2 } };
const ESCALATE: Partial<Policy> = {
  escalate: [
    { channel: 'in-app', after: 0 },
    { channel: 'web-push', after: 10 * MINUTE },
  ],
};
const id = idAt(NOON);
const sent = [{ notification: id, device: 'browser-1', outcome: { kind: 'sent' } as const }];

async function offered(policy: Partial<Policy>): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  await offerTo(member, [candidateAt(NOON, policy)], NOON, false);
  await member.settle(sent, NOON);
  return member;
}

/** The alarm fires, and the deliver queue does its part. */
async function wakeAndSend(member: MemberStub, now: number): Promise<readonly string[]> {
  const { sent: ids } = await ringAt(member, now);
  const due = await member.take(ids, now + 1);
  await member.settle(sent, now + 2);
  return due.map(({ notification }) => notification);
}

describe('reminders', () => {
  test('happy: as many as the type declares, each once, though the alarm fires twice', async ({ expect }) => {
    const member = await offered(REMIND);
    expect(await armedAt(member)).toBe(NOON + HOUR);
    await evictDurableObject(member);
    expect(await wakeAndSend(member, NOON + HOUR)).toEqual([id]);
    expect(await wakeAndSend(member, NOON + HOUR + 5)).toEqual([]);
    expect(await wakeAndSend(member, NOON + 3 * HOUR)).toEqual([id]);
    expect(await wakeAndSend(member, NOON + 9 * HOUR)).toEqual([]);
    expect((await member.decisions(1)).items).toMatchObject([{ outcome: 'send', reason: 'reminder' }]);
  });

  test.for([
    ['seen', (member: MemberStub) => member.markSeen(id, NOON + 1)],
    ['opened', (member: MemberStub) => member.engage([{ action: 'open', notification: id }], NOON + 1)],
    ['muted', (member: MemberStub) => member.engage([{ action: 'mute', notification: id }], NOON + 1)],
    ['recalled', (member: MemberStub) => member.recall([{ event: id, type: 'post.published' }], NOON + 1)],
  ] as const)('%s meanwhile: none', async ([, act], { expect }) => {
    const member = await offered(REMIND);
    await act(member);
    expect(await wakeAndSend(member, NOON + HOUR)).toEqual([]);
    expect(await wakeAndSend(member, NOON + 2 * HOUR)).toEqual([]);
  });

  test('edge: it counts in the caps: over them it waits', async ({ expect }) => {
    const member = await offered({ ...REMIND, memberPerDay: 1 });
    expect(await wakeAndSend(member, NOON + HOUR)).toEqual([]);
    expect(await wakeAndSend(member, NOON + 24 * HOUR)).toEqual([id]);
  });
});

describe('escalation', () => {
  test('happy: silent first, then rings once when it is not seen', async ({ expect }) => {
    const member = await offered(ESCALATE);
    expect((await member.decisions(1)).items).toMatchObject([{ outcome: 'send', reason: 'escalation' }]);
    expect(await armedAt(member)).toBe(NOON + 10 * MINUTE);
    await evictDurableObject(member);
    expect(await wakeAndSend(member, NOON + 10 * MINUTE)).toEqual([id]);
    expect(await wakeAndSend(member, NOON + 20 * MINUTE)).toEqual([]);
    expect((await member.timeline({ limit: 9, archived: 'include' })).items).toHaveLength(1);
  });

  test('edge: stops at the first engagement', async ({ expect }) => {
    const member = await offered(ESCALATE);
    await member.markSeen(id, NOON + 1);
    expect(await wakeAndSend(member, NOON + 10 * MINUTE)).toEqual([]);
  });

  test('edge: waits for the end of quiet hours', async ({ expect }) => {
    const member = await offered(ESCALATE);
    const quiet = { from: '11:00', to: '13:00' };
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet }, NOON + 1);
    expect(await wakeAndSend(member, NOON + 10 * MINUTE)).toEqual([]);
    expect(await wakeAndSend(member, NOON + HOUR)).toEqual([id]);
  });

  test('refusal: a member without a device is not rung, and nothing waits for ever', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, ESCALATE)], NOON, false);
    expect(await wakeAndSend(member, NOON + 10 * MINUTE)).toEqual([]);
    expect((await ringAt(member, NOON + HOUR)).sent).toEqual([]);
  });
});

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import {
  armedAt,
  browser,
  candidateAt,
  freshMember,
  idAt,
  type MemberStub,
  NOON,
  rowsOf,
  TIMELINE_ONLY,
} from './world.ts';

/** A member of whom something lies in every table, with an alarm. */
async function full(): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  await member.putProfile({ email: 'bob@example.com', timezone: 'Europe/Berlin' }, NOON);
  await member.putPreferences({ channels: {}, types: {}, muted: [{ actor: 'eve' }] }, NOON);
  await member.engage([{ action: 'view', item: 'elsewhere' }], NOON);
  await offerTo(member, [candidateAt(NOON), candidateAt(NOON + 1, {}, { actor: 'bob' })], NOON, true);
  await member.markSeen(idAt(NOON), NOON);
  return member;
}

describe('the export', () => {
  test('happy: everything that is held, and no secret of a device', async ({ expect }) => {
    const held = await (await full()).export();
    expect(held).toMatchObject({
      member: 'bob',
      profile: { email: 'bob@example.com' },
      preferences: { muted: [{ actor: 'eve' }] },
      seen: [{ upTo: idAt(NOON), at: NOON }],
      notifications: [{ id: idAt(NOON), deliveries: [{ device: 'browser-1', state: 'due' }] }],
      dropped: [{ entries: [{ event: idAt(NOON + 1) }] }],
      engagements: [{ action: 'view', target: 'elsewhere' }],
      devices: [{ id: 'browser-1', host: 'push.example.com' }],
    });
    expect(JSON.stringify(held)).not.toMatch(/p256dh|secret|endpoint/);
  });

  test('edge: of a member who is not known', async ({ expect }) => {
    expect(await freshMember().export()).toEqual({
      member: 'bob',
      notifications: [],
      dropped: [],
      engagements: [],
      features: [],
      devices: [],
    });
  });
});

describe('erasing', () => {
  test('happy: no table, no alarm, no open page remains, and doing it again is fine', async ({ expect }) => {
    const member = await full();
    const { webSocket } = await member.fetch('https://member/live', { headers: { Upgrade: 'websocket' } });
    const closed = new Promise<number>((resolve) => {
      webSocket?.addEventListener('close', ({ code }) => resolve(code));
    });
    webSocket?.accept();
    await member.erase();
    await member.erase();
    expect(await closed).toBe(1001);
    expect(await rowsOf(member, "select name from sqlite_master where name not like '\\_cf%' escape '\\'")).toEqual([]);
    expect(await armedAt(member)).toBeNull();
    const keys = await runInDurableObject(member, (_instance: Member, state) => state.storage.list());
    expect(keys.size).toBe(0);
  });

  test('a later event starts anew: no old setting, device, mark or decision', async ({ expect }) => {
    const member = await full();
    await member.erase();
    const { decisions, due } = await offerTo(
      member,
      [candidateAt(NOON), candidateAt(NOON + 1, TIMELINE_ONLY, { actor: 'eve' })],
      NOON + 5,
      false,
    );
    expect(decisions.map((each) => each.reason)).toEqual(['timeline', 'timeline']);
    expect(due).toEqual([]);
    await evictDurableObject(member);
    expect(await member.view()).toMatchObject({ id: 'bob', devices: 0, unseen: 2, unread: 2 });
    expect((await member.view()).email).toBeUndefined();
  });

  test('edge: reading an erased member finds nobody', async ({ expect }) => {
    const member = await full();
    await member.erase();
    expect(await member.timeline({ limit: 5, archived: 'include' })).toMatchObject({ items: [], unseen: 0 });
    expect(await member.decisions(5)).toEqual({ items: [], next: null });
    expect(await member.take([idAt(NOON)], NOON)).toEqual([]);
  });
});

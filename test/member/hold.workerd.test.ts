import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
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

const ONE_A_DAY = { memberPerDay: 1 } as const;
const quiet = { from: '11:00', to: '13:00' };
const settings = { channels: {}, types: {}, muted: [] };
const sent = (at: number) => [{ notification: idAt(at), device: 'browser-1', outcome: { kind: 'sent' } as const }];

async function withBrowser(): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  return member;
}

describe('held by a cap', () => {
  test('happy: shown now, decided again when the slot opens, delivered once', async ({ expect }) => {
    const member = await withBrowser();
    const { decisions, due } = await offerTo(
      member,
      [candidateAt(NOON, ONE_A_DAY), candidateAt(NOON + 1, ONE_A_DAY)],
      NOON + 1,
      false,
    );
    expect(decisions.map((each) => each.reason)).toEqual(['interrupt', 'member-cap']);
    expect(due).toHaveLength(1);
    await member.settle(sent(NOON), NOON + 1);
    expect((await member.timeline({ limit: 9, archived: 'include' })).items).toHaveLength(2);
    expect(await armedAt(member)).toBe(NOON + 1 + DAY);

    await evictDurableObject(member);
    expect((await ringAt(member, NOON + 1 + DAY)).sent).toEqual([idAt(NOON + 1)]);
    expect(await member.take([idAt(NOON + 1)], NOON + 2 + DAY)).toHaveLength(1);
    await member.settle(sent(NOON + 1), NOON + 2 + DAY);
    expect(await member.take([idAt(NOON + 1)], NOON + 3 + DAY)).toEqual([]);
    expect((await ringAt(member, NOON + 2 * DAY)).sent).toEqual([]);
    expect((await member.decisions(9)).items).toMatchObject([{ reason: 'interrupt' }, { reason: 'interrupt' }]);
  });

  test('two wait for one slot: the first gets it, the other waits for the next', async ({ expect }) => {
    const member = await withBrowser();
    const ids = [0, 1, 2].map((ms) => NOON + ms);
    await offerTo(
      member,
      ids.map((at) => candidateAt(at, ONE_A_DAY)),
      NOON + 2,
      false,
    );
    await member.settle(sent(NOON), NOON + 2);
    expect((await ringAt(member, NOON + 2 + DAY)).sent).toEqual([idAt(NOON + 1)]);
    await member.settle(sent(NOON + 1), NOON + 2 + DAY);
    const next = new Date(NOON + 2 + 2 * DAY).toISOString();
    expect((await member.decisions(1)).items).toMatchObject([{ outcome: 'hold', until: next }]);
    expect((await ringAt(member, NOON + 3 + DAY)).sent).toEqual([]);
    expect((await ringAt(member, NOON + 2 + 2 * DAY)).sent).toEqual([idAt(NOON + 2)]);
  });

  test('the cap counts after eviction what rang before it', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON, ONE_A_DAY)], NOON, false);
    await evictDurableObject(member);
    const { decisions } = await offerTo(member, [candidateAt(NOON + HOUR, ONE_A_DAY)], NOON + HOUR, false);
    expect(decisions[0]).toMatchObject({ outcome: 'hold', reason: 'member-cap' });
  });
});

describe('held by quiet hours', () => {
  test('happy: rings at their end, once, though the alarm fires twice and late', async ({ expect }) => {
    const member = await withBrowser();
    await member.putPreferences({ ...settings, quiet }, NOON);
    const { decisions } = await offerTo(member, [candidateAt(NOON, { class: 'transactional' })], NOON, true);
    expect(decisions[0]).toMatchObject({ outcome: 'hold', reason: 'quiet-hours' });
    expect(await armedAt(member)).toBe(NOON + HOUR);
    const late = NOON + 2 * HOUR;
    expect((await ringAt(member, late)).sent).toEqual([idAt(NOON)]);
    await member.take([idAt(NOON)], late);
    await member.settle(sent(NOON), late);
    expect((await ringAt(member, late + 1)).sent).toEqual([]);
    expect((await ringAt(member, late + DAY)).sent).toEqual([]);
  });

  test.for([
    ['seen', (member: MemberStub) => member.markSeen(idAt(NOON), NOON + 1), 'already-seen'],
    ['read', (member: MemberStub) => member.markRead({ ids: [idAt(NOON)] }, NOON + 1), 'already-seen'],
    ['archived', (member: MemberStub) => member.archive([idAt(NOON)], NOON + 1), 'already-seen'],
    [
      'engaged with',
      (member: MemberStub) => member.engage([{ action: 'seen', notification: idAt(NOON) }], NOON + 1),
      'already-seen',
    ],
    [
      'muted',
      (member: MemberStub) => member.engage([{ action: 'mute', notification: idAt(NOON) }], NOON + 1),
      'muted-actor',
    ],
  ] as const)('%s meanwhile: it does not ring, and stays in the timeline', async ([, act, reason], { expect }) => {
    const member = await withBrowser();
    await member.putPreferences({ ...settings, quiet }, NOON);
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await act(member);
    expect((await ringAt(member, NOON + HOUR)).sent).toEqual([]);
    expect((await member.decisions(1)).items[0]).toMatchObject({ outcome: 'send', reason, channels: ['in-app'] });
    expect((await member.timeline({ limit: 1, archived: 'include' })).items).toHaveLength(1);
  });

  test('one that expires first ends when it expires', async ({ expect }) => {
    const member = await withBrowser();
    await member.putPreferences({ ...settings, quiet }, NOON);
    await offerTo(member, [candidateAt(NOON, { channels: ['web-push'] }, { expiresAt: NOON + 60_000 })], NOON, false);
    expect(await armedAt(member)).toBe(NOON + 60_000);
    expect((await ringAt(member, NOON + 60_000)).sent).toEqual([]);
    expect((await member.decisions(1)).items[0]).toMatchObject({ outcome: 'drop', by: 'expiry' });
  });

  test('one that appears in the timeline only now is unseen, whatever was marked before', async ({ expect }) => {
    const member = await withBrowser();
    await member.putPreferences({ ...settings, channels: { 'in-app': 'off' }, quiet }, NOON);
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await member.putPreferences({ ...settings, quiet }, NOON);
    await offerTo(member, [candidateAt(NOON + 1, { channels: ['in-app'] })], NOON + 1, false);
    await member.markSeen(idAt(NOON + 1), NOON + 2);
    await ringAt(member, NOON + HOUR);
    const { items, unseen } = await member.timeline({ limit: 9, archived: 'include' });
    expect(items.map(({ id, seen }) => [id, seen])).toEqual([
      [idAt(NOON + 1), true],
      [idAt(NOON), false],
    ]);
    expect(unseen).toBe(1);
  });
});

describe('the alarm', () => {
  test('a row whose work throws is put off and stops nobody else', async ({ expect }) => {
    const member = await withBrowser();
    await member.putPreferences({ ...settings, quiet }, NOON);
    await offerTo(
      member,
      [NOON, NOON + 1, NOON + 2].map((at) => candidateAt(at)),
      NOON + 2,
      false,
    );
    await rowsOf(member, `update notification set policy = null where id = '${idAt(NOON + 1)}'`);
    const { sent: handed, errors } = await ringAt(member, NOON + HOUR);
    expect(handed).toEqual([idAt(NOON), idAt(NOON + 2)]);
    // The slot could not be decided as a whole, and then one row of it by itself.
    expect(errors).toBe(2);
    expect(await rowsOf(member, `select due_at from notification where id = '${idAt(NOON + 1)}'`)).toEqual([
      { due_at: NOON + HOUR + 60_000 },
    ]);
  });

  test('with nothing left to do it sleeps until the history ends', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [candidateAt(NOON, { channels: ['in-app'] })], NOON, false);
    expect((await ringAt(member, NOON + DAY)).sent).toEqual([]);
    expect(await armedAt(member)).toBe(NOON + 90 * DAY);
  });

  test('one that got lost is armed again by the next touch', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON)], NOON, true);
    await runInDurableObject(member, (_instance: Member, state) => state.storage.deleteAlarm());
    await evictDurableObject(member);
    await member.engage([], NOON + 1);
    expect(await armedAt(member)).toBe(NOON + 30_000);
  });

  test('one that is long overdue is taken for lost, although the object believes in it', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON)], NOON, true);
    await runInDurableObject(member, (_instance: Member, state) => state.storage.deleteAlarm());
    await member.engage([], NOON + 30_000 + 119_999);
    expect(await armedAt(member)).toBeNull();
    await member.engage([], NOON + 30_000 + 120_001);
    expect(await armedAt(member)).toBe(NOON + 30_000);
    expect((await ringAt(member, NOON + HOUR)).sent).toEqual([idAt(NOON)]);
  });

  test('however much is held, one firing decides it all', async ({ expect }) => {
    const member = await withBrowser();
    await member.putPreferences({ ...settings, quiet }, NOON);
    const all = Array.from({ length: 250 }, (_, ms) => candidateAt(NOON + ms, { class: 'transactional' }));
    await offerTo(member, all, NOON, false);
    expect((await ringAt(member, NOON + HOUR)).sent).toHaveLength(250);
    expect(await armedAt(member)).toBe(NOON + HOUR + 60_000);
  });

  test('a queue that cannot be reached brings the work back by its lease', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON)], NOON, true);
    const failed = await ringAt(member, NOON + 30_000, () => Promise.reject(new Error('no queue')));
    expect(failed).toMatchObject({ fired: true, errors: 1 });
    expect(await armedAt(member)).toBe(NOON + 90_000);
    expect((await ringAt(member, NOON + 90_000)).sent).toEqual([idAt(NOON)]);
  });
});

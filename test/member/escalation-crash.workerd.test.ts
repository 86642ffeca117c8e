import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { OfferedCandidate } from '../../src/contract/activity.ts';
import type { Policy } from '../../src/contract/policy.ts';
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

const MINUTE = 60_000;
const id = idAt(NOON);
const ESCALATE: Partial<Policy> = {
  escalate: [
    { channel: 'in-app', after: 0 },
    { channel: 'web-push', after: 10 * MINUTE },
  ],
};
const REMIND: Partial<Policy> = { remind: { after: 2 * HOUR, times: 2 } };
const SETTINGS = { channels: {}, types: {}, muted: [] };
const QUIET = { ...SETTINGS, quiet: { from: '11:00', to: '13:00' } };
const settled = (...numbers: readonly number[]) =>
  numbers.map((number) => ({
    notification: id,
    device: `browser-${number}`,
    outcome: { kind: 'sent' as const },
  }));

async function withBrowser(fault: Fault = {}): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  if (fault.evicts) await evictDurableObject(member);
  return member;
}

/** A like of the same photo. */
function like(at: number, actor: string): OfferedCandidate {
  const content = { title: `${actor} likes it`, body: '', url: '/' };
  return candidateAt(at, { collapse: { window: DAY } }, { actor, group: 'photo', content });
}

describe('whatever goes wrong', () => {
  test.for(FAULTS)('what is held rings once: %s', async ([, fault], { expect }) => {
    const member = await withBrowser(fault);
    await member.putPreferences(QUIET, NOON);
    await offerTo(member, [candidateAt(NOON, { class: 'transactional' })], NOON, true);
    expect(await serve(member, NOON + 9 * DAY, fault)).toMatchObject([{ id, isQuiet: false }]);
  });

  test.for(FAULTS)('each that waits for a slot rings once, a day apart: %s', async ([, fault], { expect }) => {
    const member = await withBrowser(fault);
    const all = [0, 1, 2].map((ms) => candidateAt(NOON + ms, { memberPerDay: 1 }, { item: `post-${ms}` }));
    await offerTo(member, all, NOON + 2, false);
    await member.settle(settled(1), NOON + 3);
    const shown = await serve(member, NOON + 20 * DAY, fault);
    expect(shown.map((each) => each.id).sort()).toEqual([idAt(NOON + 1), idAt(NOON + 2)]);
    const [first = 0, second = 0] = shown.map(({ at }) => at);
    expect(second - first).toBeGreaterThanOrEqual(DAY);
  });

  test.for(FAULTS)('an escalation rings once: %s', async ([, fault], { expect }) => {
    const member = await withBrowser(fault);
    await offerTo(member, [candidateAt(NOON, ESCALATE)], NOON, false);
    expect(await serve(member, NOON + 9 * DAY, fault)).toMatchObject([{ id, isQuiet: false }]);
  });

  test.for(FAULTS)('each reminder rings once, as far apart as the type says: %s', async ([, fault], { expect }) => {
    const member = await withBrowser(fault);
    await offerTo(member, [candidateAt(NOON, REMIND)], NOON, false);
    await member.settle(settled(1), NOON);
    const shown = await serve(member, NOON + 20 * DAY, fault);
    expect(shown).toMatchObject([{ id }, { id }]);
    const [first = 0, second = 0] = shown.map(({ at }) => at);
    // A lost message costs the lease of each.
    expect(second - first).toBeGreaterThanOrEqual(2 * HOUR - 3 * MINUTE);
  });

  test.for(FAULTS)('the push of a group is replaced once, quietly: %s', async ([, fault], { expect }) => {
    const member = await withBrowser(fault);
    await offerTo(member, [like(NOON, 'ada')], NOON, false);
    await member.settle(settled(1), NOON);
    await offerTo(member, [like(NOON + 1_000, 'cleo'), like(NOON + 2_000, 'dan')], NOON + 2_000, false);
    const shown = await serve(member, NOON + 9 * DAY, fault);
    expect(shown).toMatchObject([{ id, title: 'dan likes it (+2)', isQuiet: true }]);
  });
});

describe('a reminder', () => {
  test('is passed over while its notification has not got through yet', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON, REMIND)], NOON, false);
    const at = NOON + 3 * HOUR;
    const later = { kind: 'later' as const, at, reason: 'the push service is down' };
    await member.settle([{ notification: id, device: 'browser-1', outcome: later }], NOON);
    expect(await armedAt(member)).toBe(NOON + 2 * HOUR);
    expect((await ringAt(member, NOON + 2 * HOUR)).sent).toEqual([]);
    expect(await armedAt(member)).toBe(at);
    expect(await serve(member, NOON + 9 * DAY, {})).toEqual([
      { id, title: 'Ada wrote', isQuiet: false, at },
      { id, title: 'Ada wrote', isQuiet: false, at: NOON + 4 * HOUR },
    ]);
  });

  test('does not keep the object awake while a try of its notification waits', async ({ expect }) => {
    const member = await withBrowser();
    await member.registerDevice(browser(2));
    await offerTo(member, [candidateAt(NOON, REMIND)], NOON, false);
    const later = { kind: 'later' as const, at: NOON + 9 * HOUR, reason: 'the push service is down' };
    await member.settle([...settled(1), { notification: id, device: 'browser-2', outcome: later }], NOON);
    // The other device is reminded, and the one that has not been reached is tried with it.
    expect((await ringAt(member, NOON + 2 * HOUR)).sent).toEqual([id]);
    expect(await member.take([id], NOON + 2 * HOUR)).toHaveLength(2);
  });

  test('held by a cap it is followed by the next no sooner than the type says', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON, { ...REMIND, memberPerDay: 2 })], NOON, false);
    await member.settle(settled(1), NOON);
    await offerTo(member, [candidateAt(NOON + HOUR, { memberPerDay: 2 })], NOON + HOUR, false);
    await member.settle(
      [{ notification: idAt(NOON + HOUR), device: 'browser-1', outcome: { kind: 'sent' } }],
      NOON + HOUR,
    );
    const shown = await serve(member, NOON + 9 * DAY, {});
    expect(shown.map(({ at }) => at)).toEqual([NOON + DAY, NOON + DAY + 2 * HOUR]);
  });

  test('edge: without a device all of them are passed over at once, however late', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON, REMIND)], NOON, false);
    await member.settle(settled(1), NOON);
    await member.removeDevice('browser-1');
    expect((await ringAt(member, NOON + 3 * DAY)).sent).toEqual([]);
    expect(await rowsOf(member, 'select due_at, follow_up, policy from notification')).toEqual([
      { due_at: null, follow_up: null, policy: null },
    ]);
  });
});

describe('what goes out late', () => {
  test('counts in the caps from when it goes out', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON, { memberPerDay: 1 })], NOON, true);
    await member.putPreferences({ ...SETTINGS, muteUntil: new Date(NOON + 10 * HOUR).toISOString() }, NOON + 1);
    expect((await serve(member, NOON + DAY, {})).map(({ at }) => at)).toEqual([NOON + 10 * HOUR]);
    await evictDurableObject(member);
    const at = NOON + DAY + HOUR;
    expect(await offerTo(member, [candidateAt(at, { memberPerDay: 1 })], at, false)).toMatchObject({
      decisions: [{ outcome: 'hold', reason: 'member-cap' }],
    });
    // The deliver queue takes a millisecond here.
    expect((await serve(member, NOON + 9 * DAY, {})).map((each) => each.at)).toEqual([NOON + 34 * HOUR + 1]);
  });

  test('is tried when its time has come, and not asked about before', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [candidateAt(NOON, { class: 'transactional' })], NOON, true);
    const at = NOON + HOUR;
    const later = { kind: 'later' as const, at, reason: 'the push service is down' };
    await member.settle([{ notification: id, device: 'browser-1', outcome: later }], NOON);
    await member.putPreferences(QUIET, NOON + 1);
    expect(await member.take([id], NOON + 2)).toEqual([]);
    expect((await serve(member, NOON + DAY, {})).map((each) => each.at)).toEqual([at]);
  });

  test('an update rings nothing, so it goes out although the cap of the day is reached', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [like(NOON, 'ada')], NOON, false);
    await member.settle(settled(1), NOON);
    const at = NOON + DAY - 1_000;
    const other = candidateAt(at, { memberPerDay: 1 }, { item: 'other', expiresAt: at + HOUR });
    await offerTo(member, [candidateAt(NOON + HOUR), other], at, false);
    await member.settle([{ notification: idAt(NOON + HOUR), device: 'browser-1', outcome: { kind: 'sent' } }], at);
    const capped = { collapse: { window: DAY }, memberPerDay: 1 };
    await offerTo(member, [candidateAt(at, capped, { id: idAt(at, 1), actor: 'cleo', group: 'photo' })], at, false);
    expect(await serve(member, at + 10 * MINUTE, {})).toMatchObject([{ id, isQuiet: true }]);
  });

  test('an update that died and is replayed is still quiet', async ({ expect }) => {
    const member = await withBrowser();
    await offerTo(member, [like(NOON, 'ada')], NOON, false);
    await member.settle(settled(1), NOON);
    await offerTo(member, [like(NOON + 1_000, 'cleo')], NOON + 1_000, false);
    await ringAt(member, NOON + 2 * MINUTE);
    const dead = { kind: 'dead' as const, reason: 'too many tries' };
    await member.settle([{ notification: id, device: 'browser-1', outcome: dead }], NOON + 2 * MINUTE);
    await member.revive([id], NOON + HOUR);
    expect((await member.take([id], NOON + HOUR)).map(({ message }) => message.quiet)).toEqual([true]);
  });
});

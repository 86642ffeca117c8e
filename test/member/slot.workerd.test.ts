import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { serve } from './faults.ts';
import { rowsWritten } from './meter.ts';
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
  TIMELINE_ONLY,
} from './world.ts';

const ONE_A_DAY: Partial<Policy> = { memberPerDay: 1 };
/** What leases and clocks make of a day, ms. */
const MINUTES = 10 * 60_000;
const SETTINGS = { channels: {}, types: {}, muted: [] };
const post = (ms: number, policy: Partial<Policy> = ONE_A_DAY, lives?: number) =>
  candidateAt(NOON + ms, policy, {
    actor: `author-${ms}`,
    item: `post-${ms}`,
    ...(lives === undefined ? {} : { expiresAt: NOON + lives }),
  });
const recalled = (...moments: readonly number[]) =>
  moments.map((ms) => ({ event: idAt(NOON + ms), type: 'post.published' }));

/** A member of whose day's cap nothing is left, and for whom so many wait. */
async function withWaiting(count: number, lives: (ms: number) => number | undefined = () => undefined) {
  const member = freshMember();
  await member.registerDevice(browser(1));
  const all = Array.from({ length: count + 1 }, (_, ms) => post(ms, ONE_A_DAY, ms === 0 ? undefined : lives(ms)));
  await offerTo(member, all, NOON + count, false);
  await member.settle([{ notification: idAt(NOON), device: 'browser-1', outcome: { kind: 'sent' } }], NOON + count);
  return member;
}

/** What rings when the slot of a day opens, the first of which is tomorrow. */
async function slotOf(day: number, member: MemberStub): Promise<readonly string[]> {
  const shown = await serve(member, NOON + day * DAY + MINUTES, {});
  return shown.map(({ id }) => id);
}

/** The deliver queue does its work at once. */
async function sendNow(member: MemberStub, ids: readonly string[], now: number): Promise<void> {
  const due = await member.take(ids, now);
  const outcome = { kind: 'sent' as const };
  await member.settle(
    due.map(({ notification, device }) => ({ notification, device, outcome })),
    now,
  );
}

const held = (member: MemberStub) =>
  rowsOf<{ id: string; due_at: number | null }>(
    member,
    "select id, due_at from notification where outcome = 'hold' order by id",
  );

describe('a hundred wait for a slot', () => {
  test('happy: one rings a day, one alarm carries the moment, and what a slot costs does not grow with them', async ({
    expect,
  }) => {
    const costs: number[][] = [];
    for (const count of [10, 100]) {
      const member = await withWaiting(count);
      expect(await slotOf(1, member)).toHaveLength(1);
      const ofSlots: number[] = [];
      for (const day of [2, 3, 4]) {
        const waiting = await held(member);
        expect(waiting).toHaveLength(count - day + 1);
        const [moment, ...more] = waiting.flatMap(({ due_at }) => due_at ?? []);
        expect(more).toEqual([]);
        let rung: readonly string[] = [];
        ofSlots.push(
          await rowsWritten(member, async () => {
            rung = (await ringAt(member, moment ?? 0)).sent;
          }),
        );
        expect(rung).toHaveLength(1);
        await sendNow(member, rung, moment ?? 0);
      }
      costs.push(ofSlots);
    }
    expect(costs[1]).toEqual(costs[0]);
    // What rings, and what carries the moment after it.
    expect(costs[1]).toEqual([2, 2, 2]);
  });

  test('the end of one that expires meanwhile is met in time, and costs no more', async ({ expect }) => {
    const member = await withWaiting(100, (ms) => (ms === 50 || ms === 51 ? 1.5 * DAY : undefined));
    // What is about to expire goes first.
    expect(await slotOf(1, member)).toEqual([idAt(NOON + 50)]);
    expect(await armedAt(member)).toBe(NOON + 1.5 * DAY);
    const cost = await rowsWritten(member, () => ringAt(member, NOON + 1.5 * DAY));
    expect(cost).toBeLessThanOrEqual(2);
    const { items } = await member.decisions(200);
    expect(items.filter(({ reason }) => reason === 'expired').map(({ event }) => event)).toEqual([idAt(NOON + 51)]);
    expect(await held(member)).toHaveLength(98);
    expect(await slotOf(2, member)).toHaveLength(1);
  });

  test('edge: all expire on the same day: each rings, or ends when it expires', async ({ expect }) => {
    const member = await withWaiting(20, () => 3.5 * DAY);
    const shown = await serve(member, NOON + 5 * DAY, {});
    expect(shown).toHaveLength(3);
    const { items } = await member.decisions(200);
    expect(items.filter(({ reason }) => reason === 'expired')).toHaveLength(17);
    expect(await held(member)).toEqual([]);
  });
});

describe('whoever has the moment leaves', () => {
  const OWNER = NOON + 1;
  const ways = [
    ['recalled', (member: MemberStub) => member.recall(recalled(1), NOON + 1.2 * DAY)],
    ['muted', (member: MemberStub) => member.engage([{ action: 'mute', actor: 'author-1' }], NOON + 1.2 * DAY)],
    ['seen', (member: MemberStub) => member.markRead({ ids: [idAt(OWNER)] }, NOON + 1.2 * DAY)],
    ['archived', (member: MemberStub) => member.archive([idAt(OWNER)], NOON + 1.2 * DAY)],
  ] as const;

  test.for(ways)('%s: the others get their slot in time', async ([, leave], { expect }) => {
    // The newest rings first, so that the oldest goes on carrying the moment.
    const member = await withWaiting(4);
    await member.engage([{ action: 'open', notification: idAt(NOON + 4) }], NOON + 5);
    expect(await slotOf(1, member)).toHaveLength(1);
    const owner = (await held(member)).find(({ due_at }) => due_at !== null);
    expect(owner?.id).toBeDefined();
    await leave(member);
    await evictDurableObject(member);
    const shown = await serve(member, NOON + 9 * DAY, {});
    expect(shown.length).toBeGreaterThanOrEqual(1);
    expect(Math.min(...shown.map(({ at }) => at))).toBeLessThan(NOON + 2 * DAY + HOUR);
    expect(await held(member)).toEqual([]);
  });

  test('recalled, and all the others have an end of their own: they get the slot, not their end', async ({
    expect,
  }) => {
    const member = await withWaiting(4, (ms) => (ms > 2 ? 5 * DAY : undefined));
    await slotOf(1, member);
    const [owner] = (await held(member)).filter(({ due_at }) => due_at !== null && due_at < NOON + 5 * DAY);
    await member.recall([{ event: owner?.id ?? '', type: 'post.published' }], NOON + 1.2 * DAY);
    await member.recall(recalled(1, 2), NOON + 1.2 * DAY);
    const [first] = await serve(member, NOON + 9 * DAY, {});
    expect(first?.at).toBeLessThan(NOON + 2 * DAY + HOUR);
  });

  test('several fall off the end of a full history together: the moment goes to one that stays', async ({ expect }) => {
    const member = await withWaiting(4);
    await slotOf(1, member);
    await member.recall(recalled(0), NOON + DAY + HOUR);
    const at = NOON + 1.1 * DAY;
    const filling = Array.from({ length: 998 }, (_, ms) => candidateAt(at + ms, TIMELINE_ONLY));
    await offerTo(member, filling, at + 998, false);
    const before = await held(member);
    expect(before.length).toBeGreaterThanOrEqual(1);
    expect(before.some(({ due_at }) => due_at !== null)).toBe(true);
    const shown = await serve(member, NOON + 9 * DAY, {});
    expect(shown).toHaveLength(before.length);
    expect(shown[0]?.at).toBeLessThan(NOON + 2 * DAY + HOUR);
  });

  test('recalled by an object that has just been made: the alarm of what remains stays armed', async ({ expect }) => {
    const member = await withWaiting(1);
    await offerTo(member, [candidateAt(NOON + HOUR, { timing: { moment: '19:00' } })], NOON + HOUR, false);
    await member.recall(recalled(0), NOON + HOUR);
    await evictDurableObject(member);
    await member.recall([{ event: idAt(NOON + HOUR), type: 'post.published' }], NOON + 2 * HOUR);
    await ringAt(member, NOON + 7 * HOUR);
    expect(await armedAt(member)).not.toBeNull();
    expect((await serve(member, NOON + 3 * DAY, {})).map(({ id }) => id)).toEqual([idAt(NOON + 1)]);
  });

  test('expires: its end is met, and the next has its moment', async ({ expect }) => {
    const member = await withWaiting(3, (ms) => (ms === 1 ? 1.5 * DAY : undefined));
    const shown = await serve(member, NOON + 9 * DAY, {});
    expect(shown.length).toBeGreaterThanOrEqual(2);
    expect(await held(member)).toEqual([]);
  });

  test('what was kept too long is forgotten, and what waited behind it is not', async ({ expect }) => {
    const member = await withWaiting(2);
    const always = { ...SETTINGS, quiet: { from: '00:00', to: '00:00' } };
    await member.putPreferences(always, NOON + HOUR);
    await offerTo(member, [post(80 * DAY)], NOON + 80 * DAY, false);
    await serve(member, NOON + 91 * DAY, {});
    expect(await held(member)).toMatchObject([{ id: idAt(NOON + 80 * DAY) }]);
    await member.putPreferences(SETTINGS, NOON + 92 * DAY);
    expect((await serve(member, NOON + 92 * DAY, {})).map(({ id }) => id)).toEqual([idAt(NOON + 80 * DAY)]);
  });
});

describe('what waits although it has no moment', () => {
  const day = { from: '11:00', to: '13:00' };
  const longer = { from: '11:00', to: '14:00' };

  test('rings with the others when a silence is made longer, and does not wait for its end', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences({ ...SETTINGS, quiet: day }, NOON);
    await offerTo(
      member,
      [0, 1, 2].map((ms) => post(ms, {}, 9 * HOUR)),
      NOON + 2,
      false,
    );
    await member.putPreferences({ ...SETTINGS, quiet: longer }, NOON + 3);
    expect((await serve(member, NOON + DAY, {})).map(({ id, at }) => [id, at])).toEqual(
      [0, 1, 2].map((ms) => [idAt(NOON + ms), NOON + 2 * HOUR]),
    );
  });

  test('is decided by itself when the slot cannot be decided as a whole', async ({ expect }) => {
    const member = await withWaiting(4);
    await slotOf(1, member);
    const [first, second, third] = await held(member);
    await rowsOf(member, `update notification set policy = null where id = '${second?.id}'`);
    await evictDurableObject(member);
    expect(await slotOf(2, member)).toEqual([first?.id]);
    const waiting = await held(member);
    expect(waiting.map(({ id }) => id)).toEqual([second?.id, third?.id]);
    expect(waiting.every(({ due_at }) => due_at !== null)).toBe(true);
  });
});

describe('what waits for its moment of the day', () => {
  const EVENING: Partial<Policy> = { timing: { moment: '19:00' } };

  test('goes on waiting for it when quiet hours change', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [post(0, EVENING)], NOON, false);
    await member.putPreferences({ ...SETTINGS, quiet: { from: '22:00', to: '07:00' } }, NOON + HOUR);
    expect((await serve(member, NOON + DAY, {})).map(({ at }) => at)).toEqual([NOON + 7 * HOUR]);
  });

  test('waits for the moment of their new zone when they move', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [post(0, EVENING)], NOON, false);
    await member.putPreferences({ ...SETTINGS, timezone: 'America/New_York' }, NOON + HOUR);
    expect((await serve(member, NOON + DAY, {})).map(({ at }) => at)).toEqual([NOON + 11 * HOUR]);
  });

  test('edge: rings at once when that moment is now', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [post(0, EVENING)], NOON, false);
    // 19:15 there.
    await member.putPreferences({ ...SETTINGS, timezone: 'Asia/Kathmandu' }, NOON + 1.5 * HOUR);
    expect((await ringAt(member, NOON + 1.5 * HOUR)).sent).toEqual([idAt(NOON)]);
  });
});

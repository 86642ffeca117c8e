import { evictDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { OfferedCandidate } from '../../src/contract/activity.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import {
  armedAt,
  browser,
  candidateAt,
  DAY,
  freshMember,
  idAt,
  type MemberStub,
  NOON,
  ringAt,
  rowsOf,
  TIMELINE_ONLY,
} from './world.ts';

const CAP = 1_000;
const silent = (ms: number): OfferedCandidate => candidateAt(NOON + ms, TIMELINE_ONLY);

async function offerAll(
  member: MemberStub,
  candidates: readonly OfferedCandidate[],
  now = NOON,
  size = 100,
): Promise<void> {
  for (let start = 0; start < candidates.length; start += size) {
    await offerTo(member, candidates.slice(start, start + size), now, false);
  }
}

async function idsOf(member: MemberStub): Promise<string[]> {
  return (await rowsOf<{ id: string }>(member, 'select id from notification order by id')).map((row) => row.id);
}

/** Events that happened so many ms after noon. */
const from = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

describe('a full history', () => {
  test('happy: keeps exactly the 1,000 newest', async ({ expect }) => {
    const member = freshMember();
    await offerAll(member, from(0, CAP).map(silent));
    expect(await idsOf(member)).toHaveLength(CAP);
    await offerAll(member, from(CAP, 30).map(silent), NOON, 7);
    expect(await idsOf(member)).toEqual(from(30, CAP).map((ms) => idAt(NOON + ms)));
    expect((await member.timeline({ limit: 1, archived: 'include' })).unseen).toBe(CAP);
  });

  test('drops what is older, also a repeat of what it lost, and says so', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerAll(member, from(0, CAP + 5).map(silent));
    await evictDurableObject(member);
    for (const late of [candidateAt(NOON - 1), candidateAt(NOON + 4)]) {
      const { decisions, due } = await offerTo(member, [late], NOON, false);
      expect(decisions).toMatchObject([{ outcome: 'drop', reason: 'beyond-history' }]);
      expect(due).toEqual([]);
    }
    const { decisions } = await offerTo(member, [silent(5)], NOON, false);
    expect(decisions[0], 'the oldest one kept is a repeat').toMatchObject({ outcome: 'send' });
  });

  test('law: the end is the same whatever the order of arrival, with repeats and evictions', async ({ expect }) => {
    const events = from(0, CAP + 40);
    const end = events.slice(-CAP).map((ms) => idAt(NOON + ms));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(events, { minLength: events.length }),
        fc.shuffledSubarray(events, { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        async (order, repeats, size) => {
          const member = freshMember();
          await offerAll(member, order.slice(0, 900).map(silent), NOON, 100);
          await evictDurableObject(member);
          await offerAll(member, [...order.slice(900), ...repeats].map(silent), NOON, size);
          expect(await idsOf(member)).toEqual(end);
        },
      ),
      { numRuns: 6 },
    );
  }, 60_000);

  test('what is held and falls off its end rings no more, and the trace says why', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet: { from: '11:00', to: '13:00' } }, NOON);
    await offerTo(member, [candidateAt(NOON - 1)], NOON, false);
    await offerAll(member, from(0, CAP).map(silent));
    expect(await idsOf(member)).not.toContain(idAt(NOON - 1));
    expect((await ringAt(member, NOON + DAY)).sent).toEqual([]);
    const { items } = await member.decisions(CAP + 1);
    expect(items.at(-1)).toMatchObject({ event: idAt(NOON - 1), outcome: 'drop', reason: 'beyond-history' });
    const again = await offerTo(member, [candidateAt(NOON - 1)], NOON, false);
    expect(again.decisions[0]?.reason).toBe('beyond-history');
  });

  test('what is being delivered stays until it is settled, and leaves the end where it is', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [candidateAt(NOON - 9)], NOON, false);
    await offerAll(member, from(0, CAP).map(silent));
    expect(await idsOf(member)).toHaveLength(CAP + 1);
    const between = await offerTo(member, [candidateAt(NOON - 5)], NOON, false);
    expect(between.decisions[0]?.reason).toBe('beyond-history');
    expect((await offerTo(member, [candidateAt(NOON - 9)], NOON, false)).due).toHaveLength(1);
    await member.settle([{ notification: idAt(NOON - 9), device: 'browser-1', outcome: { kind: 'sent' } }], NOON);
    await offerTo(member, [silent(CAP)], NOON, false);
    expect(await idsOf(member)).toEqual(from(1, CAP).map((ms) => idAt(NOON + ms)));
  });

  test('caps count what rang although its row is gone', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [candidateAt(NOON - 1, { memberPerDay: 1 })], NOON, false);
    await member.settle([{ notification: idAt(NOON - 1), device: 'browser-1', outcome: { kind: 'sent' } }], NOON);
    await offerAll(member, from(0, CAP).map(silent), NOON + 1);
    expect(await idsOf(member)).not.toContain(idAt(NOON - 1));
    await evictDurableObject(member);
    const next = async (at: number) =>
      (await offerTo(member, [candidateAt(at, { memberPerDay: 1 })], at, false)).decisions[0]?.outcome;
    expect(await next(NOON + DAY - 1)).toBe('hold');
    expect(await next(NOON + DAY)).toBe('send');
  });
});

describe('the ring of dropped decisions', () => {
  const own = (ms: number) => candidateAt(NOON + ms, {}, { actor: 'bob' });
  const rows = (member: MemberStub) => rowsOf<{ slot: number }>(member, "select slot from ring where name = 'dropped'");

  test('happy: those of one offer share a row, a hundred at the most', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, from(0, 150).map(own), NOON, false);
    expect(await rows(member)).toHaveLength(2);
    expect((await member.decisions(200)).items).toHaveLength(150);
  });

  test('edge: the 201st row overwrites the first, in the rows and in memory', async ({ expect }) => {
    const member = freshMember();
    for (const ms of from(0, 201)) await offerTo(member, [own(ms)], NOON + ms, false);
    expect(await rows(member)).toHaveLength(200);
    const known = (await member.decisions(300)).items.map((item) => item.event);
    expect(known).toHaveLength(200);
    expect(known).not.toContain(idAt(NOON));
    const innocent = [candidateAt(NOON, {}, { actor: 'eve' })];
    expect((await offerTo(member, innocent, NOON + 300, false)).decisions[0]?.outcome, 'decided anew').toBe('send');
    await evictDurableObject(member);
    expect(
      (await offerTo(member, [own(200), own(201)], NOON + 300, false)).decisions.map((each) => each.reason),
    ).toEqual(['own-action', 'own-action']);
    expect(await rows(member)).toHaveLength(200);
  });
});

describe('the trace', () => {
  test('newest decision first, of history and ring together, in pages without gap or repeat', async ({ expect }) => {
    const member = freshMember();
    await offerTo(member, [silent(1), silent(2), candidateAt(NOON + 3, {}, { actor: 'bob' })], NOON, false);
    await offerTo(member, [silent(4), candidateAt(NOON + 5, {}, { actor: 'bob' })], NOON + 10, false);
    const events: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await member.decisions(2, cursor);
      events.push(...page.items.map((item) => item.event));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(events).toEqual([5, 4, 3, 2, 1].map((ms) => idAt(NOON + ms)));
    expect((await member.decisions(1)).items[0]).toEqual({
      event: idAt(NOON + 5),
      type: 'post.published',
      at: new Date(NOON + 10).toISOString(),
      outcome: 'drop',
      by: 'own-action',
      reason: 'own-action',
      numbers: {},
      channels: [],
      words: 'Not sent: it was their own action.',
    });
  });
});

describe('retention', () => {
  test('after 90 days an entry, its decision and what was done are forgotten; what is younger stays', async ({
    expect,
  }) => {
    const member = freshMember();
    await offerTo(member, [silent(0), candidateAt(NOON + 1, {}, { actor: 'bob' })], NOON, false);
    await member.engage([{ action: 'view', item: 'elsewhere' }], NOON);
    await offerTo(member, [silent(2)], NOON + DAY, false);
    expect(await armedAt(member)).toBe(NOON + 90 * DAY);
    await ringAt(member, NOON + 90 * DAY);
    expect(await idsOf(member)).toEqual([idAt(NOON + 2)]);
    expect(await rowsOf(member, 'select * from ring')).toEqual([]);
    expect(await armedAt(member)).toBe(NOON + 91 * DAY);
    await ringAt(member, NOON + 91 * DAY);
    expect(await idsOf(member)).toEqual([]);
    expect(await armedAt(member)).toBeNull();
  });

  test('what is held for longer than that is forgotten too', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet: { from: '09:00', to: '09:00' } }, NOON);
    await offerTo(member, [candidateAt(NOON)], NOON, false);
    await ringAt(member, NOON + 8 * DAY);
    expect(await idsOf(member)).toHaveLength(1);
    await ringAt(member, NOON + 90 * DAY);
    expect(await idsOf(member)).toEqual([]);
    expect(await armedAt(member)).toBeNull();
  });
});

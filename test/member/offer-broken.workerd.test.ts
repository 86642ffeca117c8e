import { evictDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, type ExpectStatic, test } from 'vitest';
import type { Delivery } from '../../src/contract/delivery.ts';
import { KEPT_FOR } from '../../src/member/limits.ts';
import type { Member } from '../../src/member/member.ts';
import type { OfferAnswer } from '../../src/member/offer.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { BROKEN, type Break, type Tried, tryCall } from './broken-storage.ts';
import { randomWorlds, WORLDS, type World } from './broken-worlds.ts';
import { openPage } from './page.ts';
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

/** What an alarm may be late without being moved, ms. */
const SLACK = 1_000;
/** How long lifts wait for their Worker, ms. */
const LIFT_LEASE = 30_000;

describe('law: whichever write of an offer fails, its repeat ends as if none had', () => {
  for (const world of WORLDS) {
    test(world.name, async ({ expect }) => {
      const whole = await made(world);
      const expected = await tryOffer(whole, world);
      const end = await rowsIn(whole);
      expect(expected.writes).toHaveLength(world.writes);
      for (const [place, text] of expected.writes.entries()) {
        for (const [when, evicts] of WAYS) {
          const why = `broken ${when} write ${place + 1}: ${text.slice(0, 40)}${evicts ? ', and evicted' : ''}`;
          const member = await made(world);
          await failed(expect, member, world, { write: place + 1, when }, evicts, why);
          const again = await tryOffer(member, world);
          expect(answerOf(again), why).toEqual(answerOf(expected));
          expect(await rowsIn(member), why).toEqual(end);
          await evictDurableObject(member);
          expect(await seenOf(member), why).toEqual(await seenOf(whole));
        }
      }
    });
  }
});

describe('law: an offer that fails again and again, each time a write further, ends as if it never had', () => {
  for (const world of WORLDS) {
    test(world.name, async ({ expect }) => {
      const whole = await made(world);
      const expected = await tryOffer(whole, world);
      const member = await made(world);
      let tried = await tryOffer(member, world, { write: 1, when: 'after' });
      for (let write = 2; tried.error === BROKEN; write++) {
        await expectSound(expect, member, world.now, `broken after write ${write - 1}`);
        tried = await tryOffer(member, world, { write, when: 'after' });
      }
      expect(answerOf(tried)).toEqual(answerOf(expected));
      expect(await rowsIn(member)).toEqual(await rowsIn(whole));
    });
  }
});

test('law: the same of any candidates in any order, some of them known, and of any write', {
  timeout: 60_000,
}, async ({ expect }) => {
  await fc.assert(
    fc.asyncProperty(randomWorlds, fc.nat(), fc.constantFrom('before', 'after'), async (world, any, when) => {
      const whole = await made(world);
      const expected = await tryOffer(whole, world);
      fc.pre(expected.writes.length > 0);
      const write = 1 + (any % expected.writes.length);
      const member = await made(world);
      await failed(expect, member, world, { write, when }, false, `broken ${when} write ${write}`);
      expect(answerOf(await tryOffer(member, world))).toEqual(answerOf(expected));
      expect(await rowsIn(member)).toEqual(await rowsIn(whole));
    }),
    { numRuns: 60 },
  );
});

test('what is kept before an error is shown on open pages, since its repeat finds it known', async ({ expect }) => {
  const member = freshMember();
  const page = await openPage(member);
  expect(await page.next()).toMatchObject({ kind: 'counts' });
  const candidates = [candidateAt(NOON, TIMELINE_ONLY), candidateAt(NOON + 1, TIMELINE_ONLY)];
  const offering = (instance: Member) => offerTo(instance, candidates, NOON + 2, false);
  const { error, writes } = await tryCall(member, offering, { write: 3, when: 'before' });
  expect([error, writes.length]).toEqual([BROKEN, 3]);
  expect(await page.next()).toMatchObject({ kind: 'item', item: { id: idAt(NOON) }, unseen: 1 });
  await tryCall(member, offering);
  expect(await page.next()).toMatchObject({ kind: 'item', item: { id: idAt(NOON + 1) }, unseen: 2 });
});

test('every other call is one transaction: it leaves nothing when a write of it fails, in the rows or in memory', async ({
  expect,
}) => {
  const member = freshMember();
  await member.registerDevice(browser(1));
  await offerTo(member, [candidateAt(NOON), candidateAt(NOON + 1)], NOON + 1, true);
  const [rows, seen] = [await rowsIn(member), await seenOf(member)];
  const settlements = [NOON, NOON + 1].map((at) => ({
    notification: idAt(at),
    device: 'browser-1',
    outcome: { kind: 'sent' } as const,
  }));
  const settling = (instance: Member) => instance.settle(settlements, NOON + 2);
  for (const broken of [
    { write: 2, when: 'before' },
    { write: 2, when: 'after' },
  ] as const) {
    expect((await tryCall(member, settling, broken)).error).toBe(BROKEN);
    expect(await rowsIn(member)).toEqual(rows);
    expect(await seenOf(member)).toEqual(seen);
  }
  expect(await tryCall(member, settling)).toMatchObject({ writes: { length: 2 }, savepoints: 1 });
});

/** When a write fails, and whether the object loses its memory then. */
const WAYS = [
  ['before', false],
  ['before', true],
  ['after', false],
] as const;

function tryOffer(member: MemberStub, { candidates, now, lease }: World, broken?: Break): Promise<Tried<OfferAnswer>> {
  return tryCall(member, (instance) => offerTo(instance, candidates, now, lease), broken);
}

async function made({ make }: World): Promise<MemberStub> {
  const member = freshMember();
  await make(member);
  return member;
}

/** Makes an offer that fails; what there is of it then is sound, and is the same in memory and in the rows. */
async function failed(
  expect: ExpectStatic,
  member: MemberStub,
  world: World,
  broken: Break,
  evicts: boolean,
  why: string,
): Promise<void> {
  const { error } = await tryOffer(member, world, broken);
  expect(error, why).toBe(BROKEN);
  const seen = await seenOf(member);
  await expectSound(expect, member, world.now, why);
  if (!evicts) return;
  await evictDurableObject(member);
  expect(await seenOf(member), why).toEqual(seen);
}

/** Nothing waits without an alarm, or belongs to what is not there. */
async function expectSound(expect: ExpectStatic, member: MemberStub, now: number, why: string): Promise<void> {
  const { notifications, bounds } = await member.export();
  const armed = (await armedAt(member)) ?? Number.POSITIVE_INFINITY;
  const ids = new Set(notifications.map(({ id }) => id));
  for (const { at, dueAt, mergedInto } of notifications) {
    expect(armed, why).toBeLessThanOrEqual(Math.min(dueAt ?? at + KEPT_FOR, at + KEPT_FOR) + SLACK);
    if (mergedInto !== null) expect(ids, why).toContain(mergedInto);
  }
  const waiting = notifications.filter(({ outcome, digestKey }) => outcome === 'hold' && digestKey !== null);
  for (const [key, rows] of Map.groupBy(waiting, ({ digestKey }) => digestKey)) {
    const moments = rows.filter(({ dueAt }) => dueAt !== null);
    expect(moments, `${why}: who carries the moment of ${key}`).toHaveLength(1);
  }
  if (Object.keys(bounds?.lifting ?? {}).length > 0) expect(armed, why).toBeLessThanOrEqual(now + LIFT_LEASE + SLACK);
}

/** Every row, and when the object wakes. */
async function rowsIn(member: MemberStub) {
  return {
    notifications: await rowsOf(member, 'select * from notification order by id'),
    dropped: await rowsOf(member, 'select * from ring order by name, slot'),
    facts: await rowsOf(member, 'select * from fact order by key'),
    armed: await armedAt(member),
  };
}

/** What there is to see of a member, from what the object remembers of its rows. */
async function seenOf(member: MemberStub) {
  const { items } = await member.timeline({ limit: 100, archived: 'include' });
  return { items, trace: await member.decisions(100), view: await member.view(), all: await member.export() };
}

/** An answer without what a repeat may leave out, the deliveries in one order. */
function answerOf({ answer, error }: Tried<OfferAnswer>) {
  if (!answer) throw error;
  const order = ({ notification, device }: Delivery) => `${notification} ${device}`;
  return {
    decisions: answer.decisions.map(({ event, outcome, reason }) => ({ event, outcome, reason })),
    due: answer.due.toSorted((one, other) => (order(one) < order(other) ? -1 : 1)),
  };
}

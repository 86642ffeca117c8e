import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { OfferedCandidate } from '../../src/contract/activity.ts';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { browser, candidateAt, freshMember, idAt, type MemberStub, NOON, TIMELINE_ONLY } from './world.ts';

/** Stands between an object and its storage, for as long as the object lives. */
interface Meter {
  cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[];
  alarms: number;
  savepoints: number;
}
const meters = new WeakMap<DurableObjectStorage, Meter>();

function meterOf(storage: DurableObjectStorage): Meter {
  const known = meters.get(storage);
  if (known) return known;
  const meter: Meter = { cursors: [], alarms: 0, savepoints: 0 };
  const { sql } = storage;
  const exec = (query: string, ...bound: SqlStorageValue[]) => {
    const cursor = sql.exec(query, ...bound);
    meter.cursors.push(cursor);
    return cursor;
  };
  const setAlarm = storage.setAlarm.bind(storage);
  Object.defineProperty(storage, 'sql', { value: { exec } });
  Object.defineProperty(storage, 'setAlarm', {
    value: (at: number) => {
      meter.alarms++;
      return setAlarm(at);
    },
  });
  const transactionSync = storage.transactionSync.bind(storage);
  Object.defineProperty(storage, 'transactionSync', {
    value: <Answer>(work: () => Answer) => {
      meter.savepoints++;
      return transactionSync(work);
    },
  });
  meters.set(storage, meter);
  return meter;
}

/** Rows that the statements of some work wrote, how many statements they were, alarms that were set and savepoints. */
async function costOf(member: MemberStub, work: (instance: Member) => Promise<unknown>) {
  return runInDurableObject(member, async (instance: Member, { storage }) => {
    const meter = meterOf(storage);
    meter.cursors = [];
    meter.alarms = 0;
    meter.savepoints = 0;
    await work(instance);
    const rows = meter.cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0);
    return { rows, statements: meter.cursors.length, alarms: meter.alarms, savepoints: meter.savepoints };
  });
}

const offering =
  (...candidates: readonly OfferedCandidate[]) =>
  (instance: Member) =>
    offerTo(instance, candidates, NOON, false);
const own = (ms: number) => candidateAt(NOON + ms, {}, { actor: 'bob' });
const silent = (ms: number) => candidateAt(NOON + ms, TIMELINE_ONLY);

/** A member with a browser whose tables and alarm are there already. */
async function known(): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  await offerTo(member, [candidateAt(NOON - 1, TIMELINE_ONLY)], NOON, false);
  return member;
}

describe('rows written', () => {
  test('one dropped costs 1, a hundred dropped together cost 1', async ({ expect }) => {
    const member = await known();
    expect(await costOf(member, offering(own(1)))).toMatchObject({ rows: 1, alarms: 0 });
    const hundred = Array.from({ length: 100 }, (_, ms) => own(ms + 10));
    expect(await costOf(member, offering(...hundred))).toMatchObject({ rows: 1, alarms: 0 });
  });

  test('a ring that has gone round costs no more', async ({ expect }) => {
    const member = await known();
    for (let ms = 0; ms < 200; ms++) await offerTo(member, [own(ms)], NOON, false);
    expect(await costOf(member, offering(own(200)))).toMatchObject({ rows: 1 });
  });

  test('timeline only costs 1, and three in one offer 3', async ({ expect }) => {
    const member = await known();
    expect(await costOf(member, offering(silent(1)))).toMatchObject({ rows: 1, alarms: 0 });
    expect(await costOf(member, offering(silent(2), silent(3), silent(4)))).toMatchObject({ rows: 3 });
  });

  test('pushed costs 2: when it is decided and when it is settled', async ({ expect }) => {
    const member = await known();
    expect(await costOf(member, offering(candidateAt(NOON)))).toMatchObject({ rows: 1, alarms: 0 });
    const sent = { notification: idAt(NOON), device: 'browser-1', outcome: { kind: 'sent' } as const };
    expect(await costOf(member, (instance) => instance.settle([sent], NOON))).toMatchObject({ rows: 1, alarms: 0 });
  });

  test('a push with a lease costs its alarm besides, and a repeat of anything costs nothing', async ({ expect }) => {
    const member = await known();
    const leased = (instance: Member) => offerTo(instance, [candidateAt(NOON), own(1), silent(2)], NOON, true);
    expect(await costOf(member, leased)).toMatchObject({ rows: 3, alarms: 1 });
    expect(await costOf(member, leased)).toMatchObject({ rows: 0, alarms: 0 });
    await evictDurableObject(member);
    expect(await costOf(member, leased)).toMatchObject({ rows: 0, alarms: 0 });
    const sent = { notification: idAt(NOON), device: 'browser-1', outcome: { kind: 'sent' } as const };
    await member.settle([sent], NOON);
    expect(await costOf(member, (instance) => instance.settle([sent], NOON))).toMatchObject({ rows: 0, alarms: 0 });
  });

  test('emailed costs 3: when it is decided, when it is taken to be sent, and when it is settled; and its two leases', async ({
    expect,
  }) => {
    const member = await known();
    await member.putProfile({ email: 'ada@example.com' }, NOON);
    const emailed = candidateAt(NOON, { channels: ['in-app', 'email'] });
    expect(await costOf(member, offering(emailed))).toMatchObject({ rows: 1, alarms: 1 });
    const taken = (instance: Member) => instance.take([idAt(NOON)], NOON, true);
    expect(await costOf(member, taken)).toMatchObject({ rows: 1, alarms: 1 });
    const sent = { notification: idAt(NOON), device: 'email', outcome: { kind: 'sent' } as const };
    expect(await costOf(member, (instance) => instance.settle([sent], NOON))).toMatchObject({ rows: 1, alarms: 0 });
  });

  test('a mark costs 1, and 0 when it covers nothing new', async ({ expect }) => {
    const member = await known();
    const mark = (instance: Member) => instance.markSeen(idAt(NOON), NOON);
    expect((await costOf(member, mark)).rows).toBe(1);
    expect((await costOf(member, mark)).rows).toBe(0);
  });

  test('in a full history one more costs 2: it and the one that falls off', async ({ expect }) => {
    const member = await known();
    for (let ms = 0; ms < 1_000; ms += 100) {
      await offerTo(
        member,
        Array.from({ length: 100 }, (_, each) => silent(ms + each)),
        NOON,
        false,
      );
    }
    expect(await costOf(member, offering(silent(1_000)))).toMatchObject({ rows: 2, alarms: 0 });
  });
});

describe('statements of an offer', () => {
  test('warm: one to record, and one more to look for a repeat when the event is not newer than all that are known', async ({
    expect,
  }) => {
    const member = await known();
    await offerTo(member, [own(0)], NOON, false);
    const one = { statements: 1, alarms: 0, savepoints: 0 };
    expect(await costOf(member, offering(own(1)))).toMatchObject(one);
    expect(await costOf(member, offering(silent(2)))).toMatchObject(one);
    expect(await costOf(member, offering(candidateAt(NOON + 3)))).toMatchObject(one);
    expect(await costOf(member, offering(candidateAt(NOON - 12_345)))).toMatchObject({ ...one, statements: 2 });
  });

  test('brand-new: a savepoint for the tables, and none around the whole', async ({ expect }) => {
    expect(await costOf(freshMember(), offering(silent(1)))).toMatchObject({ alarms: 1, savepoints: 1 });
    expect(await costOf(freshMember(), offering(own(1)))).toMatchObject({ alarms: 0, savepoints: 1 });
  });
});

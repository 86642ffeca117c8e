import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import type { EventLog } from '../../src/ingest/event-log.ts';
import { newEventOf } from '../../src/ingest/log-client.ts';
import { Store } from '../../src/ingest/store.ts';
import { bindings } from '../http/world.ts';
import { accept, aLog, alarmAt, DAY, entry, NOW, result, rowsRead } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

/** Has a part of the log take so many batches, each with the end of the one before it. */
async function fill(log: ReturnType<typeof aLog>, batches: number): Promise<void> {
  await runInDurableObject(log, async (instance: EventLog) => {
    for (let number = 0; number < batches; number++) {
      const before = number === 0 ? [] : [result(entry(`fill-${number - 1}`), 'done')];
      await instance.accept([newEventOf(entry(`fill-${number}`))], NOW, before);
    }
  });
}

describe('the edges of the event log', () => {
  test.for([254, 255, 256, 257])(
    'an event that is unfinished %s batches later is so in a new life, whatever its first call brings',
    async (batches, { expect }) => {
      for (const brings of ['entries', 'ends', 'both']) {
        const log = aLog();
        const slow = entry('slow');
        await accept(log, [slow], NOW);
        await fill(log, batches);
        await evictDurableObject(log);
        const last = entry(`fill-${batches - 1}`);
        const ends = brings === 'entries' ? [] : [result(last, 'done')];
        await accept(log, brings === 'ends' ? [] : [entry('next')], NOW, ends);
        const open = [slow, ...(brings === 'entries' ? [last] : []), ...(brings === 'ends' ? [] : [entry('next')])];
        expect((await log.totals(undefined)).pending, brings).toBe(open.length);
        const ids = open.map(({ activity }) => activity.id);
        expect((await alarmAt(log, NOW + 31_000)).toSorted(), brings).toEqual(ids.toSorted());
        await log.finish([result(slow, 'done', 7)]);
        await evictDurableObject(log);
        expect(await log.events([slow.hash]), brings).toMatchObject([{ state: 'done', offered: 7 }]);
      }
    },
  );

  test('the alarm offers each of many again before it offers one twice', async ({ expect }) => {
    const log = aLog();
    const entries = Array.from({ length: 1_250 }, (_each, id) => entry(String(id)));
    await accept(log, entries, NOW);
    const offered: string[] = [];
    for (const at of [30_000, 60_000]) offered.push(...(await alarmAt(log, NOW + at)));
    expect(offered.length).toBe(2_000);
    expect(new Set(offered).size).toBe(1_250);
    expect(offered.slice(1_250)).toEqual(offered.slice(0, 750));
  });

  test('an event that ends while the alarm offers it again has ended', async ({ expect }) => {
    const log = aLog();
    const [ended, open] = [entry('ended'), entry('open')];
    await accept(log, [ended, open], NOW);
    vi.spyOn(Date, 'now').mockReturnValue(NOW + 31_000);
    await runInDurableObject(log, async (instance: EventLog) => {
      const LIVE = { sendBatch: async () => instance.finish([result(ended, 'done', 3)]) };
      Object.assign(instance, { env: { ...bindings, LIVE } });
      await instance.alarm();
    });
    await evictDurableObject(log);
    expect(await log.events([ended.hash])).toMatchObject([{ state: 'done', offered: 3 }]);
    expect(await alarmAt(log, NOW + 62_000)).toEqual([open.activity.id]);
  });

  test('an event that is posted again after it was forgotten is kept as long as any', async ({ expect }) => {
    const log = aLog();
    const [again, paused] = [entry('again'), entry('paused')];
    await accept(log, [again, paused], NOW);
    await log.fanningOut(paused.hash, 3);
    await log.finish([result(again, 'done')]);
    await alarmAt(log, NOW + 91 * DAY);
    expect((await log.events([again.hash, paused.hash])).map(({ hash }) => hash)).toEqual([paused.hash]);
    await accept(log, [again], NOW + 91 * DAY);
    await log.finish([result(again, 'done', 4)]);
    await alarmAt(log, NOW + 93 * DAY);
    expect(await log.events([again.hash])).toMatchObject([{ state: 'done', offered: 4 }]);
    expect(await log.totals(undefined)).toMatchObject({ events: 2, pending: 1, decisions: { send: 4 } });

    await log.finish([result(paused, 'done', 3)]);
    await alarmAt(log, NOW + 95 * DAY);
    expect(await log.totals(undefined)).toMatchObject({ events: 1, decisions: { send: 4 } });
    const first = await runInDurableObject(log, (_instance, { storage }) =>
      storage.sql.exec<{ number: number }>('select min(number) as number from batch').one(),
    );
    // The batch that it came in at first is of no use any more.
    expect(first.number).toBeGreaterThan(1);
  });

  test('to prune a stretch is to read its events, not the table', async ({ expect }) => {
    const log = aLog();
    const young = Array.from({ length: 2_000 }, (_each, id) => entry(`young-${id}`));
    await accept(log, [entry('1'), entry('2')], NOW);
    await accept(log, young, NOW + DAY, [result(entry('1'), 'done'), result(entry('2'), 'done')]);
    const read = await rowsRead(log, (store) => void store.pruneEvents(0, 200, NOW + 1));
    expect(read).toBeLessThan(100);
    expect(await log.totals(undefined)).toMatchObject({ events: 2_000, pending: 2_000 });
  });

  test('a clock that goes back forgets no end before its event', async ({ expect }) => {
    const log = aLog();
    const one = entry('1');
    await accept(log, [one], NOW + 10 * DAY);
    vi.spyOn(Date, 'now').mockReturnValue(NOW);
    await log.finish([result(one, 'done', 4)]);
    await alarmAt(log, NOW + 91 * DAY);
    await evictDurableObject(log);
    expect(await log.events([one.hash])).toMatchObject([{ state: 'done', offered: 4 }]);
    expect(await alarmAt(log, NOW + 101 * DAY)).toEqual([]);
    expect(await log.totals(undefined)).toMatchObject({ events: 0, decisions: {} });
    const last = await runInDurableObject(log, (_instance, state) => new Store(state.storage).lastBatch());
    expect(last).toBe(0);
  });

  test('what was given up keeps its counts when it is taken up again, or withdrawn', async ({ expect }) => {
    const log = aLog();
    const [revived, recalled] = [entry('revived'), entry('recalled')];
    await accept(log, [revived, recalled], NOW);
    await log.finish([result(revived, 'failed', 4), result(recalled, 'failed', 3)]);
    await log.revive([revived.hash], NOW);
    await log.recall(recalled.hash, NOW);
    expect(await log.events([revived.hash, recalled.hash])).toMatchObject([
      { state: 'accepted', offered: 4 },
      { state: 'done', offered: 3 },
    ]);
    expect(await log.totals(undefined)).toMatchObject({ pending: 1, decisions: { send: 7 } });
  });

  test('ends of the same event twice in a call, of unknown events, and of an entry beside them', async ({ expect }) => {
    const log = aLog();
    const [one, two, unknown] = [entry('1'), entry('2'), entry('unknown')];
    await accept(log, [one], NOW);
    const ends = [result(one, 'done', 1), result(unknown, 'done'), result(one, 'done', 2), result(two, 'done', 5)];
    await accept(log, [two], NOW, ends);
    await evictDurableObject(log);
    expect(await log.events([one, two, unknown].map(({ hash }) => hash))).toMatchObject([
      { state: 'done', offered: 2 },
      // It was not there yet: what the call tells is older than what it brings.
      { state: 'accepted', offered: 0 },
    ]);
    expect(await log.totals(undefined)).toMatchObject({ events: 2, pending: 1, decisions: { send: 2 } });
  });

  test('a fan-out that ends before the log hears that it began stays ended', async ({ expect }) => {
    const log = aLog();
    const one = entry('1');
    await accept(log, [one], NOW);
    await log.finish([{ ...result(one, 'done', 40), pruned: 60 }]);
    await log.fanningOut(one.hash, 100);
    await evictDurableObject(log);
    expect(await log.events([one.hash])).toMatchObject([{ state: 'done', offered: 40, pruned: 60 }]);
  });

  test('ends that one batch has no room for are in the rows of their events', async ({ expect }) => {
    const log = aLog();
    const entries = Array.from({ length: 900 }, (_each, id) => entry(String(id)));
    await accept(log, entries, NOW);
    const reasons = Object.fromEntries(Array.from({ length: 20 }, (_each, number) => [`reason-${number}`, 1]));
    await log.finish(entries.map((each) => ({ ...result(each, 'done'), reasons })));
    await evictDurableObject(log);
    const longest = await runInDurableObject(log, (_instance, { storage }) =>
      storage.sql.exec<{ length: number }>('select max(length(ends)) as length from batch').one(),
    );
    expect(longest.length).toBeGreaterThan(250_000);
    expect(longest.length).toBeLessThan(305_000);
    const totals = await log.totals(undefined);
    expect(totals).toMatchObject({ events: 900, pending: 0, decisions: { send: 900 } });
    expect(Object.values(totals.reasons)).toEqual(Array.from({ length: 20 }, () => 900));
  });

  test('a call with nothing in it leaves nothing', async ({ expect }) => {
    const log = aLog();
    expect(await accept(log, [], NOW)).toEqual([]);
    await log.finish([]);
    expect(await log.events([], [])).toEqual([]);
    const last = await runInDurableObject(log, (_instance, state) => new Store(state.storage).lastBatch());
    expect(last).toBe(0);
  });
});

describe('an event log that cannot write', () => {
  test('leaves nothing of the call behind, and goes on when it can', async ({ expect }) => {
    const log = aLog();
    const [first, second] = [entry('1'), entry('2')];
    await accept(log, [first], NOW);
    await runInDurableObject(log, async (instance: EventLog, { storage }) => {
      storage.sql.exec("create trigger full before insert on batch begin select raise(abort, 'full'); end");
      const calls = [
        async () => void (await instance.accept([newEventOf(second)], NOW, [result(first, 'done')])),
        async () => instance.finish([result(first, 'done')]),
        async () => void instance.events([first.hash], [result(first, 'done')]),
        async () => void instance.totals(undefined, [result(first, 'done')]),
      ];
      for (const call of calls) await expect(call()).rejects.toThrow('full');
      storage.sql.exec('drop trigger full');
    });
    expect(await log.events([first.hash, second.hash])).toMatchObject([{ state: 'accepted', offered: 0 }]);
    expect(await alarmAt(log, NOW + 31_000)).toEqual([first.activity.id]);
    expect(await log.events([first.hash], [result(first, 'done', 3)])).toMatchObject([{ state: 'done', offered: 3 }]);
  });

  test('an event whose row cannot be written is as unfinished as before', async ({ expect }) => {
    const log = aLog();
    const one = entry('1');
    await accept(log, [one], NOW);
    await runInDurableObject(log, (instance: EventLog, { storage }) => {
      storage.sql.exec("create trigger full before update on event begin select raise(abort, 'full'); end");
      const calls = [
        () => instance.fanningOut(one.hash, 3),
        () => instance.fail([one.hash]),
        () => instance.recall(one.hash, NOW),
        () => instance.finish([result(one, 'accepted')]),
      ];
      for (const call of calls) expect(call).toThrow('full');
      storage.sql.exec('drop trigger full');
    });
    expect(await alarmAt(log, NOW + 31_000)).toEqual([one.activity.id]);
  });

  test('an alarm that could not be set is set by the next call', async ({ expect }) => {
    const log = aLog();
    await runInDurableObject(log, async (instance: EventLog, { storage }) => {
      vi.spyOn(storage, 'setAlarm').mockRejectedValueOnce(new Error('full'));
      await expect(instance.accept([newEventOf(entry('1'))], NOW)).rejects.toThrow('full');
      expect(await instance.accept([newEventOf(entry('1'))], NOW)).toMatchObject([{ kind: 'new' }]);
      expect(await storage.getAlarm()).toBe(NOW + 30_000);
    });
  });
});

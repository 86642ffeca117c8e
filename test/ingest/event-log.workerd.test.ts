import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import type { EventLog } from '../../src/ingest/event-log.ts';
import { newEventOf } from '../../src/ingest/log-client.ts';
import type { NewEvent } from '../../src/ingest/store.ts';
import { accept, aLog, alarmAt, DAY, entry, NOW, result } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('the event log', () => {
  test('happy: an event is accepted once; a repeat with another time has the first id', async ({ expect }) => {
    const log = aLog();
    const [first, later] = [entry('1'), entry('1', ['ada'], NOW + 5_000)];
    const id = first.activity.id;
    expect(await accept(log, [first, entry('2')], NOW)).toMatchObject([{ kind: 'new', id }, { kind: 'new' }]);
    expect(later.activity.id).not.toBe(id);
    expect(await accept(log, [later], NOW)).toMatchObject([{ kind: 'repeat', id, unfinished: { activity: { id } } }]);
    await log.finish([result(first, 'done')]);
    expect(await accept(log, [later], NOW)).toEqual([{ kind: 'repeat', id }]);
  });

  test('an entry that cannot be written leaves nothing of its call behind', async ({ expect }) => {
    const log = aLog();
    const [first, second, third] = [entry('1'), entry('2'), entry('3')];
    await accept(log, [first], NOW);
    const broken = { ...newEventOf(third), source: null } as unknown as NewEvent;
    const failed = await runInDurableObject(log, async (instance: EventLog) =>
      instance.accept([newEventOf(second), broken], NOW, [result(first, 'done')]).then(
        () => false,
        () => true,
      ),
    );
    expect(failed).toBe(true);
    expect(await log.events([first, second, third].map(({ hash }) => hash))).toMatchObject([{ state: 'accepted' }]);
    expect(await alarmAt(log, NOW + 31_000)).toEqual([first.activity.id]);
  });

  test('refusal: other content under the same identity is a conflict and changes nothing', async ({ expect }) => {
    const log = aLog();
    await accept(log, [entry('1')], NOW);
    expect(await accept(log, [entry('1', ['eve'])], NOW)).toEqual([{ kind: 'conflict', id: entry('1').activity.id }]);
    const [row] = await log.events([entry('1').hash]);
    expect(row?.recipients).toEqual({ kind: 'list', members: ['ada'] });
  });

  test('the alarm offers what is unfinished again, also in a new life of the object, and stops when it is not', async ({
    expect,
  }) => {
    const log = aLog();
    const entries = ['1', '2', '3'].map((id) => entry(id));
    await accept(log, entries, NOW);
    const [one, two, three] = entries;
    if (!one || !two || !three) throw new Error('Three entries were made');
    await log.finish([result(one, 'done')]);
    expect(await alarmAt(log, NOW + 29_999)).toEqual([]);
    expect((await alarmAt(log, NOW + 30_000)).toSorted()).toEqual([two.activity.id, three.activity.id].toSorted());
    expect(await alarmAt(log, NOW + 31_000)).toEqual([]);

    await evictDurableObject(log);
    expect((await alarmAt(log, NOW + 60_000)).length).toBe(2);
    await log.fanningOut(two.hash, 7);
    await log.fail([three.hash]);
    expect(await alarmAt(log, NOW + 200_000)).toEqual([]);
    expect((await log.events([two.hash, three.hash])).map(({ state }) => state)).toEqual(['fanning-out', 'failed']);
  });

  test('the alarm comes again when the queue is down, and forgets nothing', async ({ expect }) => {
    const log = aLog();
    await accept(log, [entry('1')], NOW);
    expect(await alarmAt(log, NOW + 30_000, true)).toEqual([]);
    expect(await alarmAt(log, NOW + 60_000)).toEqual([entry('1').activity.id]);
  });

  test('a try that left somebody out does not undo one that asked everybody', async ({ expect }) => {
    const log = aLog();
    const one = entry('1', ['ada', 'bob']);
    await accept(log, [one], NOW);
    await log.finish([result(one, 'accepted', 1)]);
    expect(await log.events([one.hash])).toMatchObject([{ state: 'accepted', offered: 1 }]);
    await log.finish([result(one, 'done', 2)]);
    await log.finish([result(one, 'accepted', 1)]);
    await log.fail([one.hash]);
    await log.fanningOut(one.hash, 9);
    expect(await log.events([one.hash])).toMatchObject([{ state: 'done', offered: 2, audience: 2 }]);
  });

  test('events that were given up and are revived are unfinished again', async ({ expect }) => {
    const log = aLog();
    const one = entry('1');
    await accept(log, [one], NOW);
    await log.fail([one.hash]);
    expect(await log.totals(undefined)).toMatchObject({ events: 1, pending: 0 });
    await log.revive([one.hash], NOW + DAY);
    expect(await log.totals(undefined)).toMatchObject({ events: 1, pending: 1 });
    expect(await alarmAt(log, NOW + DAY + 30_000)).toEqual([one.activity.id]);
  });

  test('counts are of all events or of one source, deliveries added as they settle', async ({ expect }) => {
    const log = aLog();
    const [one, two] = [entry('1'), { ...entry('2'), source: 'other' }];
    await accept(log, [one, two], NOW);
    await log.finish([result(one, 'done', 3), result(two, 'done', 4)]);
    await log.addDeliveries([{ hash: one.hash, deliveries: { sent: 2 } }]);
    await log.addDeliveries([{ hash: one.hash, deliveries: { sent: 1, gone: 1 } }]);
    expect(await log.totals(undefined)).toMatchObject({
      events: 2,
      decisions: { send: 7 },
      deliveries: { sent: 3, gone: 1 },
    });
    expect(await log.totals('other')).toMatchObject({ events: 1, decisions: { send: 4 }, deliveries: {} });
    expect(await log.totals("' or 1=1 --")).toMatchObject({ events: 0, decisions: {} });
  });

  test('finished events are forgotten after 90 days, unfinished ones never', async ({ expect }) => {
    const log = aLog();
    const [old, open, young] = [entry('old'), entry('open'), entry('young')];
    await accept(log, [old, open], NOW);
    await accept(log, [young], NOW + 80 * DAY);
    await log.finish([result(old, 'done'), result(young, 'done')]);
    await alarmAt(log, NOW + 91 * DAY);
    const left = await log.events([old.hash, open.hash, young.hash]);
    expect(left.map(({ hash }) => hash)).toEqual([open.hash, young.hash]);
  });

  test('the same event twice in a call is accepted once', async ({ expect }) => {
    const log = aLog();
    const id = entry('1').activity.id;
    const both = await accept(log, [entry('1'), entry('1'), entry('1', ['eve'])], NOW);
    expect(both).toMatchObject([
      { kind: 'new', id },
      { kind: 'repeat', id },
      { kind: 'conflict', id },
    ]);
    expect(await log.totals(undefined)).toMatchObject({ events: 1 });
  });
});

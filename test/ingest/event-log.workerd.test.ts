import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import migrations from '../../migrations/event-log/migrations.js';
import type { QueueMessage } from '../../src/contract/queue-message.ts';
import type { EventLog } from '../../src/ingest/event-log.ts';
import { acceptEntries, finishEventsSoon, loadEvents, newEventOf } from '../../src/ingest/log-client.ts';
import type { EventResult, LogEntry } from '../../src/ingest/logged-event.ts';
import { standardise } from '../../src/ingest/standardise.ts';
import { type NewEvent, Store } from '../../src/ingest/store.ts';
import { eventPartition } from '../../src/platform/event-id.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { EVENT_LOG_PARTITIONS, stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';
import { anEvent, aType, settings } from './samples.ts';

const DAY = 86_400_000;
/** A day ahead, so that no alarm of these objects fires by itself. */
const NOW = Date.now() + DAY;
afterEach(() => void vi.restoreAllMocks());

function aLog() {
  return stubs(bindings, `tenant-${crypto.randomUUID()}`).eventLog(0);
}

function entry(id: string, recipients = ['ada'], now = NOW): LogEntry {
  const made = standardise('acme', anEvent({ id, data: { recipients } }), aType(), settings, now);
  if ('errors' in made) throw new Error('The sample is not an event');
  return made.entry;
}

function logPart(hash: string): number {
  return eventPartition(hash, EVENT_LOG_PARTITIONS);
}

function accept(log: ReturnType<typeof aLog>, entries: readonly LogEntry[], now: number, ends?: EventResult[]) {
  return log.accept(entries.map(newEventOf), now, ends);
}

function result({ hash }: LogEntry, state: EventResult['state'], offered = 1): EventResult {
  return { hash, state, offered, decisions: { send: offered }, reasons: { timeline: offered } };
}

/** Fires the log's alarm at a moment, and gives the events it wanted offered again. */
async function alarmAt(log: ReturnType<typeof aLog>, now: number, isDown = false): Promise<string[]> {
  const messages: QueueMessage[] = [];
  vi.spyOn(Date, 'now').mockReturnValue(now);
  await runInDurableObject(log, (instance: EventLog) => {
    const LIVE = {
      send: async (message: QueueMessage) => {
        if (isDown) throw new Error('the queue is down');
        messages.push(message);
      },
    };
    Object.assign(instance, { env: { ...bindings, LIVE } });
  });
  await runDurableObjectAlarm(log);
  return messages.flatMap((message) => (message.kind === 'events' ? message.events : []));
}

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

  test('ends of earlier events are written with the entries that come next, once', async ({ expect }) => {
    const log = aLog();
    const [first, second] = [entry('1'), entry('2')];
    await accept(log, [first], NOW);
    expect(await accept(log, [second], NOW, [result(first, 'done')])).toMatchObject([{ kind: 'new' }]);
    expect(await log.events([first.hash])).toMatchObject([{ state: 'done', offered: 1, decisions: { send: 1 } }]);
    expect(await alarmAt(log, NOW + 31_000)).toEqual([second.activity.id]);
  });

  test('an end that no entry takes along is written by itself a moment later', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const [alone, taken] = [entry('1'), entry('2')];
    await acceptEntries(of, tenant, [alone, taken], NOW);
    await finishEventsSoon(of, tenant, [result(alone, 'done')]);
    expect(await loadEvents(of, [alone.activity.id])).toMatchObject([{ state: 'done' }]);

    const soon = finishEventsSoon(of, tenant, [result(taken, 'done')]);
    await acceptEntries(of, tenant, [taken], NOW);
    expect(await loadEvents(of, [taken.activity.id])).toMatchObject([{ state: 'done' }]);
    await soon;
    expect(await loadEvents(of, [alone.activity.id, taken.activity.id])).toMatchObject([
      { state: 'done', offered: 1 },
      { state: 'done', offered: 1 },
    ]);
  });

  test('ends that come while others wait go with them, whoever takes those', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    // All in one part of the log, so that they wait together.
    const alike = Array.from({ length: 200 }, (_each, id) => entry(String(id))).filter(
      ({ hash }, _index, [first]) => logPart(hash) === logPart(first?.hash ?? ''),
    );
    const ids = alike.map(({ activity }) => activity.id);
    await acceptEntries(of, tenant, alike, NOW);
    const began = finishEventsSoon(
      of,
      tenant,
      alike.slice(0, 1).map((each) => result(each, 'done')),
    );
    await finishEventsSoon(
      of,
      tenant,
      alike.slice(1).map((each) => result(each, 'done')),
    );
    expect((await loadEvents(of, ids)).map(({ state }) => state)).toEqual(ids.map(() => 'accepted'));
    await began;
    expect((await loadEvents(of, ids)).map(({ state }) => state)).toEqual(ids.map(() => 'done'));
  });

  test('ends whose writer has died with its request are written by the next one', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const [one, two] = [entry('1'), entry('2')];
    await acceptEntries(of, tenant, [one, two], NOW);
    vi.spyOn(scheduler, 'wait').mockReturnValueOnce(new Promise(() => {}));
    expect(finishEventsSoon(of, tenant, [result(one, 'done')])).toBeDefined();
    expect(finishEventsSoon(of, tenant, [result(one, 'done')])).toBeUndefined();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000);
    await finishEventsSoon(of, tenant, [result(two, 'done')]);
    const ids = [one, two].map(({ activity }) => activity.id);
    expect((await loadEvents(of, ids)).map(({ state }) => state)).toEqual(['done', 'done']);
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

  test('pruning goes in stretches and misses none', async ({ expect }) => {
    const log = aLog();
    const entries = Array.from({ length: 25 }, (_each, id) => entry(String(id)));
    vi.spyOn(Date, 'now').mockReturnValue(NOW);
    for (const each of entries) await accept(log, [each], NOW);
    await log.finish(entries.map((each) => result(each, 'done')));
    const stretches = await runInDurableObject(log, (_instance, state) => {
      const store = new Store(state.storage);
      const ends: (number | undefined)[] = [];
      let after: number | undefined = 0;
      while (after !== undefined) {
        after = store.pruneEvents(after, 10, NOW + 1);
        ends.push(after);
      }
      return { stretches: ends.length, batches: store.lastBatch() };
    });
    expect(stretches).toEqual({ stretches: 3, batches: 0 });
    expect(await log.totals(undefined)).toMatchObject({ events: 0 });
  });

  test('what is unfinished is found by its index, not by reading the table', async ({ expect }) => {
    const log = aLog();
    await accept(log, [entry('1')], NOW);
    const plan = await runInDurableObject(log, (_instance, state) =>
      state.storage.sql
        .exec<{ detail: string }>(
          "explain query plan select hash, batch from event where event.state = 'accepted' order by batch",
        )
        .toArray(),
    );
    expect(plan.map(({ detail }) => detail).join()).toContain('event_unfinished');
  });

  test('a new life of the object knows what was finished, by whatever tells it', async ({ expect }) => {
    const log = aLog();
    const [told, withNext, partly, open] = [entry('1'), entry('2'), entry('3', ['ada', 'bob']), entry('4')];
    await accept(log, [told, withNext, partly], NOW);
    await log.finish([result(told, 'done')]);
    await accept(log, [open], NOW, [result(withNext, 'done'), result(partly, 'accepted')]);
    await evictDurableObject(log);
    const states = [told, withNext, partly, open].map(({ hash }) => hash);
    expect((await log.events(states)).map(({ state }) => state)).toEqual(['done', 'done', 'accepted', 'accepted']);
    expect(await log.totals(undefined)).toMatchObject({ events: 4, pending: 2, decisions: { send: 3 } });
    const offered = await alarmAt(log, NOW + 31_000);
    expect(offered.toSorted()).toEqual([partly, open].map(({ activity }) => activity.id).toSorted());
  });

  test('an event that ends hundreds of batches later is found, before its end and after it', async ({ expect }) => {
    const log = aLog();
    const slow = entry('slow');
    await accept(log, [slow], NOW);
    for (let call = 0; call < 300; call++) await accept(log, [entry(String(call))], NOW);
    await evictDurableObject(log);
    expect(await accept(log, [slow], NOW)).toMatchObject([{ kind: 'repeat', unfinished: {} }]);
    await log.finish([result(slow, 'done', 7)]);
    await evictDurableObject(log);
    expect(await log.events([slow.hash])).toMatchObject([{ state: 'done', offered: 7, decisions: { send: 7 } }]);
    expect(await log.totals(undefined)).toMatchObject({ events: 301, pending: 300, decisions: { send: 7 } });
  });

  test('a call that brings more than a row holds is kept in several, and so are its ends', async ({ expect }) => {
    const log = aLog();
    const long = 'x'.repeat(900);
    const entries = Array.from({ length: 1_500 }, (_each, id) => {
      const made = entry(String(id));
      return { ...made, activity: { ...made.activity, content: { ...made.activity.content, body: long } } };
    });
    const answers = await accept(log, entries, NOW);
    expect(answers.filter(({ kind }) => kind === 'new').length).toBe(1_500);
    await log.finish(entries.map((each) => result(each, 'done')));
    const batches = await runInDurableObject(log, (_instance, state) => new Store(state.storage).lastBatch());
    expect(batches).toBeGreaterThan(3);
    await evictDurableObject(log);
    expect(await log.totals(undefined)).toMatchObject({ events: 1_500, pending: 0, decisions: { send: 1_500 } });
    const [first, last] = [entries[0], entries.at(-1)];
    const known = await log.events([first?.hash ?? '', last?.hash ?? '']);
    expect(known).toMatchObject([first, last].map((each) => ({ id: each?.activity.id, state: 'done' })));
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

  test('a call of known events and no ends writes nothing', async ({ expect }) => {
    const log = aLog();
    await accept(log, [entry('1'), entry('2')], NOW);
    const batches = () => runInDurableObject(log, (_instance, state) => new Store(state.storage).lastBatch());
    const before = await batches();
    await accept(log, [entry('2'), entry('1')], NOW);
    expect(await batches()).toBe(before);
  });

  test('what an event without an end decides later than its end was told is the last word', async ({ expect }) => {
    const log = aLog();
    const one = entry('1', ['ada', 'bob']);
    await accept(log, [one], NOW);
    await log.finish([result(one, 'done', 1)]);
    await log.finish([result(one, 'done', 2)]);
    expect(await log.events([one.hash])).toMatchObject([{ state: 'done', offered: 2 }]);
    expect(await log.totals(undefined)).toMatchObject({ events: 1, decisions: { send: 2 } });
  });

  test('what an earlier version has written is known, and goes on', async ({ expect }) => {
    const empty = stubs(bindings, `tenant-${crypto.randomUUID()}`).tenant();
    const [done, open] = [entry('1'), entry('2')];
    const found = await runInDurableObject(empty, (_instance, { storage }) => {
      migrate(storage, { ...migrations, journal: { entries: migrations.journal.entries.slice(0, 3) } });
      for (const { hash, source, digest, activity, recipients } of [done, open]) {
        storage.sql.exec(
          `insert into event (hash, id, source, digest, accepted_at, state, activity, recipients, audience, offered,
            decisions, reasons, deliveries) values (?, ?, ?, ?, ?, ?, ?, ?, 1, 1, '{"send":1}', '{}', '{"sent":1}')`,
          hash,
          activity.id,
          source,
          digest,
          NOW,
          hash === done.hash ? 'done' : 'accepted',
          JSON.stringify(activity),
          JSON.stringify(recipients),
        );
      }
      migrate(storage, migrations);
      const store = new Store(storage);
      const rows = [done, open].flatMap(({ hash }) => store.event(hash) ?? []);
      return {
        rows,
        entries: rows.map((row) => store.entry(row)),
        marked: store.marked(),
        totals: store.totals('test', []),
      };
    });
    expect(found).toMatchObject({
      rows: [
        { hash: done.hash, state: 'done', offered: 1, deliveries: { sent: 1 } },
        { hash: open.hash, state: 'accepted' },
      ],
      entries: [done, open].map(({ hash, digest, activity, recipients }) => ({
        entry: { hash, digest, activity, recipients },
        at: NOW,
      })),
      marked: [{ hash: open.hash, since: NOW }],
      totals: { events: 2, pending: 1, decisions: { send: 2 }, deliveries: { sent: 2 } },
    });
  });
});

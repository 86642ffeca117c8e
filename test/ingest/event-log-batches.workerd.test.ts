import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import migrations from '../../migrations/event-log/migrations.js';
import { knownEvents } from '../../src/ingest/known-event.ts';
import type { LogEntry } from '../../src/ingest/logged-event.ts';
import { OpenEvents } from '../../src/ingest/open-events.ts';
import { Store } from '../../src/ingest/store.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';
import { accept, aLog, alarmAt, entry, NOW, result, rowsRead } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

describe('the batches of the event log', () => {
  test('ends of earlier events are written with the entries that come next, once', async ({ expect }) => {
    const log = aLog();
    const [first, second] = [entry('1'), entry('2')];
    await accept(log, [first], NOW);
    expect(await accept(log, [second], NOW, [result(first, 'done')])).toMatchObject([{ kind: 'new' }]);
    expect(await log.events([first.hash])).toMatchObject([{ state: 'done', offered: 1, decisions: { send: 1 } }]);
    expect(await alarmAt(log, NOW + 31_000)).toEqual([second.activity.id]);
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
      const rows = [done, open].flatMap(({ hash }) => store.events([hash]));
      const came = store.entries(rows);
      return {
        rows,
        entries: rows.map(({ hash }) => came.get(hash)),
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

  test('counts are read in one pass, however many events there are', async ({ expect }) => {
    const log = aLog();
    const entries = Array.from({ length: 400 }, (_each, id) => entry(String(id)));
    for (const each of entries) await accept(log, [each], NOW);
    await log.finish(entries.map((each) => result(each, 'done')));
    const read = await rowsRead(log, (store) => void store.totals('test', []));
    expect(read).toBeGreaterThan(entries.length);
    expect(read).toBeLessThan(30 * entries.length);
  });

  test('what is unfinished is found in one pass over the last batches, however much they tell', async ({ expect }) => {
    const log = aLog();
    let before: LogEntry[] = [];
    for (let batch = 0; batch < 20; batch++) {
      const entries = Array.from({ length: 100 }, (_each, id) => entry(`${batch}.${id}`));
      const ends = before.map((each) => result(each, 'done'));
      await accept(log, entries, NOW, ends);
      before = entries;
    }
    const read = await rowsRead(log, (store) => {
      expect(new Set(store.untold(0).map(({ hash }) => hash))).toEqual(new Set(before.map(({ hash }) => hash)));
    });
    expect(read).toBeLessThan(5 * before.length);
  });

  test('a repeat of many reads their batches once, whether they came together or alone', async ({ expect }) => {
    const [together, alone] = [0, 1].map((part) => Array.from({ length: 400 }, (_each, id) => entry(`${part}-${id}`)));
    if (!together || !alone) throw new Error('There are two parts');
    const log = aLog();
    await accept(log, together, NOW);
    for (const each of alone) await accept(log, [each], NOW);
    await log.finish([...together, ...alone].map((each) => result(each, 'done')));
    for (const entries of [together, alone]) {
      const read = await rowsRead(log, (store) => {
        const rows = store.events(entries.map(({ hash }) => hash));
        const known = knownEvents(store, new OpenEvents([], []), rows);
        expect([...known.values()].filter(({ state }) => state === 'done')).toHaveLength(entries.length);
      });
      expect(read).toBeLessThan(10 * entries.length);
      const repeats = await accept(log, entries, NOW);
      expect(repeats).toEqual(entries.map(({ activity: { id } }) => ({ kind: 'repeat', id })));
    }
  });

  test('an event that was forgotten and is posted again is unfinished, whatever older batches tell', async ({
    expect,
  }) => {
    const log = aLog();
    const again = entry('again');
    await accept(log, [again], NOW);
    await accept(log, [entry('other')], NOW, [result(again, 'done', 5)]);
    await runInDurableObject(log, (_instance, { storage }) => {
      storage.sql.exec('delete from event where hash = ?', again.hash);
      storage.sql.exec('delete from batch where number = 1');
    });
    expect(await accept(log, [again], NOW)).toMatchObject([{ kind: 'new' }]);
    await evictDurableObject(log);
    expect(await log.totals(undefined)).toMatchObject({ events: 2, pending: 2, decisions: {} });
    expect(await log.events([again.hash])).toMatchObject([{ state: 'accepted', offered: 0 }]);
    expect(await alarmAt(log, NOW + 31_000)).toContain(again.activity.id);
  });
});

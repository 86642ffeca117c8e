import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { acceptEntries, finishEventsSoon, loadEvents } from '../../src/ingest/log-client.ts';
import { Store } from '../../src/ingest/store.ts';
import { eventPartition } from '../../src/platform/event-id.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { eventLogsOf, FIRST_PARTITIONS } from '../../src/registry/event-logs.ts';
import { bindings } from '../http/world.ts';
import { entry, NOW, result } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

function logPart(hash: string): number {
  return eventPartition(hash, FIRST_PARTITIONS);
}

describe('ends of events that wait', () => {
  test('an end that no entry takes along is written by itself a moment later', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const logs = await eventLogsOf(of);
    const [alone, taken] = [entry('1'), entry('2')];
    await acceptEntries(logs, [alone, taken], NOW, 0);
    await finishEventsSoon(logs, [result(alone, 'done')]);
    expect(await logs.of(alone.hash).log().events([alone.hash])).toMatchObject([{ state: 'done' }]);

    const soon = finishEventsSoon(logs, [result(taken, 'done')]);
    await acceptEntries(logs, [taken], NOW, 0);
    expect(await logs.of(taken.hash).log().events([taken.hash])).toMatchObject([{ state: 'done' }]);
    await soon;
    expect(await loadEvents(of, [alone.activity.id, taken.activity.id])).toMatchObject([
      { state: 'done', offered: 1 },
      { state: 'done', offered: 1 },
    ]);
  });

  test('ends that come while others wait go with them, whoever takes those', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const logs = await eventLogsOf(of);
    // All in one part of the log, so that they wait together.
    const alike = Array.from({ length: 200 }, (_each, id) => entry(String(id))).filter(
      ({ hash }, _index, [first]) => logPart(hash) === logPart(first?.hash ?? ''),
    );
    const ids = alike.map(({ activity }) => activity.id);
    await acceptEntries(logs, alike, NOW, 0);
    const began = finishEventsSoon(
      logs,
      alike.slice(0, 1).map((each) => result(each, 'done')),
    );
    await finishEventsSoon(
      logs,
      alike.slice(1).map((each) => result(each, 'done')),
    );
    const known = await logs
      .of(alike[0]?.hash ?? '')
      .log()
      .events(alike.map(({ hash }) => hash));
    expect(known.map(({ state }) => state)).toEqual(ids.map(() => 'accepted'));
    await began;
    expect((await loadEvents(of, ids)).map(({ state }) => state)).toEqual(ids.map(() => 'done'));
  });

  test('whoever reads from a part of the log takes along what waits for it, and it is written once', async ({
    expect,
  }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const logs = await eventLogsOf(of);
    const one = entry('1');
    await acceptEntries(logs, [one], NOW, 0);
    const soon = finishEventsSoon(logs, [result(one, 'done')]);
    expect(await loadEvents(of, [one.activity.id])).toMatchObject([{ state: 'done', offered: 1 }]);
    const batches = () =>
      runInDurableObject(logs.of(one.hash).log(), (_instance, state) => new Store(state.storage).lastBatch());
    expect(await batches()).toBe(2);
    await soon;
    expect(await batches()).toBe(2);
  });

  test('ends of one tenant go along with no read of another', async ({ expect }) => {
    const names = [`tenant-${crypto.randomUUID()}`, `tenant-${crypto.randomUUID()}`];
    const [own, other] = names.map((name) => stubs(bindings, name));
    const one = entry('1');
    if (!own || !other) throw new Error('Two tenants were made');
    for (const of of [own, other]) await acceptEntries(await eventLogsOf(of), [one], NOW, 0);
    const soon = finishEventsSoon(await eventLogsOf(own), [result(one, 'done')]);
    expect(await loadEvents(other, [one.activity.id])).toMatchObject([{ state: 'accepted' }]);
    expect(await loadEvents(own, [one.activity.id])).toMatchObject([{ state: 'done' }]);
    await soon;
    expect(await loadEvents(other, [one.activity.id])).toMatchObject([{ state: 'accepted' }]);
  });

  test('ends whose writer has died with its request are written by the next one', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const logs = await eventLogsOf(of);
    const [one, two] = [entry('1'), entry('2')];
    await acceptEntries(logs, [one, two], NOW, 0);
    vi.spyOn(scheduler, 'wait').mockReturnValueOnce(new Promise(() => {}));
    expect(finishEventsSoon(logs, [result(one, 'done')])).toBeDefined();
    expect(finishEventsSoon(logs, [result(one, 'done')])).toBeUndefined();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000);
    await finishEventsSoon(logs, [result(two, 'done')]);
    const known = await Promise.all([one, two].map(({ hash }) => logs.of(hash).log().events([hash])));
    expect(known.flat().map(({ state }) => state)).toEqual(['done', 'done']);
  });
});

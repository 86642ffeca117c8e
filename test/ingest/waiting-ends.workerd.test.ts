import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { acceptEntries, finishEventsSoon, loadEvents, logOf } from '../../src/ingest/log-client.ts';
import { Store } from '../../src/ingest/store.ts';
import { eventPartition } from '../../src/platform/event-id.ts';
import { EVENT_LOG_PARTITIONS, stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';
import { entry, NOW, result } from './log-world.ts';

afterEach(() => void vi.restoreAllMocks());

function logPart(hash: string): number {
  return eventPartition(hash, EVENT_LOG_PARTITIONS);
}

describe('ends of events that wait', () => {
  test('an end that no entry takes along is written by itself a moment later', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const [alone, taken] = [entry('1'), entry('2')];
    await acceptEntries(of, [alone, taken], NOW);
    await finishEventsSoon(of, [result(alone, 'done')]);
    expect(await logOf(of, alone.hash).events([alone.hash])).toMatchObject([{ state: 'done' }]);

    const soon = finishEventsSoon(of, [result(taken, 'done')]);
    await acceptEntries(of, [taken], NOW);
    expect(await logOf(of, taken.hash).events([taken.hash])).toMatchObject([{ state: 'done' }]);
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
    await acceptEntries(of, alike, NOW);
    const began = finishEventsSoon(
      of,
      alike.slice(0, 1).map((each) => result(each, 'done')),
    );
    await finishEventsSoon(
      of,
      alike.slice(1).map((each) => result(each, 'done')),
    );
    const known = await logOf(of, alike[0]?.hash ?? '').events(alike.map(({ hash }) => hash));
    expect(known.map(({ state }) => state)).toEqual(ids.map(() => 'accepted'));
    await began;
    expect((await loadEvents(of, ids)).map(({ state }) => state)).toEqual(ids.map(() => 'done'));
  });

  test('whoever reads from a part of the log takes along what waits for it, and it is written once', async ({
    expect,
  }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const one = entry('1');
    await acceptEntries(of, [one], NOW);
    const soon = finishEventsSoon(of, [result(one, 'done')]);
    expect(await loadEvents(of, [one.activity.id])).toMatchObject([{ state: 'done', offered: 1 }]);
    const batches = () =>
      runInDurableObject(logOf(of, one.hash), (_instance, state) => new Store(state.storage).lastBatch());
    expect(await batches()).toBe(2);
    await soon;
    expect(await batches()).toBe(2);
  });

  test('ends of one tenant go along with no read of another', async ({ expect }) => {
    const names = [`tenant-${crypto.randomUUID()}`, `tenant-${crypto.randomUUID()}`];
    const [own, other] = names.map((name) => stubs(bindings, name));
    const one = entry('1');
    if (!own || !other) throw new Error('Two tenants were made');
    for (const of of [own, other]) await acceptEntries(of, [one], NOW);
    const soon = finishEventsSoon(own, [result(one, 'done')]);
    expect(await loadEvents(other, [one.activity.id])).toMatchObject([{ state: 'accepted' }]);
    expect(await loadEvents(own, [one.activity.id])).toMatchObject([{ state: 'done' }]);
    await soon;
    expect(await loadEvents(other, [one.activity.id])).toMatchObject([{ state: 'accepted' }]);
  });

  test('ends whose writer has died with its request are written by the next one', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const of = stubs(bindings, tenant);
    const [one, two] = [entry('1'), entry('2')];
    await acceptEntries(of, [one, two], NOW);
    vi.spyOn(scheduler, 'wait').mockReturnValueOnce(new Promise(() => {}));
    expect(finishEventsSoon(of, [result(one, 'done')])).toBeDefined();
    expect(finishEventsSoon(of, [result(one, 'done')])).toBeUndefined();
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 2_000);
    await finishEventsSoon(of, [result(two, 'done')]);
    const known = await Promise.all([one, two].map(({ hash }) => logOf(of, hash).events([hash])));
    expect(known.flat().map(({ state }) => state)).toEqual(['done', 'done']);
  });
});

import { afterEach, describe, test, vi } from 'vitest';
import { acceptEntries, finishEventsSoon, loadEvents } from '../../src/ingest/log-client.ts';
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
});

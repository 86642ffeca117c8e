import { afterAll, beforeAll, describe, test } from 'vitest';
import { createTower } from '../../src/client/tower.ts';
import { type RunningTower, startTower } from '../support/tower.ts';
import { type RunningWorker, startWorker } from '../support/workerd.ts';
import type { TogetherAnswer, TogetherOrder } from './together-worker.ts';

const AT_ONCE = 60;
const ids = Array.from({ length: AT_ONCE }, (_each, number) => String(number));

describe('requests to a Worker that wait for each other', () => {
  let worker: RunningWorker;
  beforeAll(async () => {
    worker = await startWorker('../ingest/together-worker.toml');
  });
  afterAll(() => worker.close());
  const bring = (order: TogetherOrder) => worker.post(order) as Promise<TogetherAnswer>;

  test('each hears of its own, from a few calls', async ({ expect }) => {
    const answers = await Promise.all(ids.map((id) => bring({ part: 'few', id, takes: 10 })));
    expect(answers.map(({ accepted }) => accepted)).toEqual(ids.map((id) => [id]));
    expect(Math.max(...answers.map(({ calls }) => calls))).toBeLessThan(AT_ONCE / 2);
  });

  test('nobody is taken for hung while the call that took them along is slow, and they do not wait for ever', async ({
    expect,
  }) => {
    const slow = ids.map((id) => bring({ part: 'slow', id, takes: 3_000 }));
    expect((await Promise.all(slow)).map(({ accepted }) => accepted)).toEqual(ids.map((id) => [id]));
  });
});

describe('events posted at once, each in a request of its own', () => {
  let server: RunningTower;
  beforeAll(async () => {
    server = await startTower();
  });
  afterAll(() => server.stop());

  test('are taken once and decided once, also those that came twice or with other content', async ({ expect }) => {
    const tower = createTower(server);
    await tower.types.put('news', { class: 'content', template: { title: 'News' } });
    const post = (id: string, member: string) =>
      tower.events.post({ id, source: 'urn:test', type: 'news', data: { recipients: [member] } });
    // Every third one twice; of each fifth two at once that are not the same.
    const answers = ids.flatMap((id, number) => [
      post(id, `reader-${id}`),
      ...(number % 3 === 0 ? [post(id, `reader-${id}`)] : []),
      ...(number % 5 === 1 ? [post(id, `other-${id}`)] : []),
    ]);
    const settled = await Promise.allSettled(answers);
    const taken = settled.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
    const refused = settled.flatMap((each) => (each.status === 'rejected' ? each.reason : []));
    const fresh = taken.filter(({ duplicate }) => !duplicate);
    expect(new Set(fresh.map(({ id }) => id)).size).toBe(AT_ONCE);
    expect(fresh).toHaveLength(AT_ONCE);
    expect(refused.length).toBeGreaterThanOrEqual(AT_ONCE / 5);
    for (const each of refused) expect(each).toMatchObject({ status: 409 });
    const readers = ids.flatMap((id) => [`reader-${id}`, `other-${id}`]);
    const traces = await Promise.all(readers.map((member) => tower.decisions.page(member)));
    expect(traces.flatMap(({ items }) => items.map(({ event }) => event)).sort()).toEqual(
      fresh.map(({ id }) => id).sort(),
    );
    expect(await tower.stats.read()).toMatchObject({ events: AT_ONCE, pending: 0, decisions: { send: AT_ONCE } });
  });
});

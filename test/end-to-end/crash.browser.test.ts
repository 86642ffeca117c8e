import { test } from 'vitest';
import { createTower } from '../../src/client/tower.ts';
import type { EventStatus } from '../../src/contract/event.ts';
import { startTower } from '../support/tower.ts';

const FOLLOWERS = 1_500;
const WITHIN = { timeout: 120_000, interval: 200 };
/** A fan-out slow enough to be killed in its middle, and quick to notice that its messages are lost. */
const environment = { TOWER_PACE: '300', TOWER_STALL_AFTER: '2000' };

test('killed in the middle of a fan-out and started again, it finishes: nobody missed, nobody twice', async ({
  expect,
}) => {
  const first = await startTower({ environment });
  let tower = createTower(first);
  await tower.types.put('news', { class: 'content', template: { title: 'News' } });
  const followers = Array.from({ length: FOLLOWERS }, (_each, number) => `follower-${number}`);
  await tower.edges.put(followers.map((from) => ({ from, to: 'star' })));
  const { id } = await tower.events.post({
    id: 'big-news',
    source: 'urn:test',
    type: 'news',
    data: { actor: 'ada', audience: { of: 'star' } },
  });
  await expect.poll(async () => (await tower.events.status(id)).offered, WITHIN).toBeGreaterThan(0);
  await first.kill();

  const second = await startTower({ environment, statePath: first.statePath, port: first.port });
  try {
    tower = createTower(second);
    const middle = await tower.events.status(id);
    expect(middle.state).toBe('fanning-out');
    expect(middle.offered).toBeLessThan(FOLLOWERS);
    await expect.poll(async () => (await tower.events.status(id)).state, WITHIN).toBe('done');

    expect(await tower.events.status(id)).toMatchObject({
      audience: FOLLOWERS,
      considered: FOLLOWERS,
      offered: FOLLOWERS,
      decisions: { send: FOLLOWERS, hold: 0, merge: 0, drop: 0 },
      reasons: { timeline: FOLLOWERS },
    } satisfies Partial<EventStatus>);
    const traces = await Promise.all(followers.map((member) => tower.decisions.page(member)));
    expect(traces.filter(({ items }) => items.length !== 1 || items[0]?.event !== id)).toEqual([]);
  } finally {
    await second.stop();
  }
});

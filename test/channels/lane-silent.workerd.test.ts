import { afterEach, describe, test, vi } from 'vitest';
import { consumeQueue } from '../../src/queue.ts';
import { type Lane, newLane } from './lane-world.ts';

afterEach(() => void vi.restoreAllMocks());
afterEach(() => void vi.unstubAllGlobals());

const MINUTE = 60_000;

/** Consumes all that waits in the deliver queue, in one batch; gives what was acked and what was retried. */
async function consumeAll({ env, queue }: Lane) {
  const done: string[] = [];
  const messages = queue.splice(0).map((body) => ({
    id: body.member,
    timestamp: new Date(),
    attempts: 1,
    body,
    ack: () => void done.push(`acked ${body.member}`),
    retry: () => void done.push(`retried ${body.member}`),
  }));
  await consumeQueue({ queue: 'tower-deliver', messages } as unknown as Parameters<typeof consumeQueue>[0], env);
  return done.toSorted();
}

describe('a server that does not answer, in the deliver lane', () => {
  test('its message is acked after a second; should the Worker die then, the lease brings it back, once', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main');
    // Whoever waits for it never hears of it again: as if the Worker had died.
    lane.answer('main', ({ member }) => (member === 'ada' ? new Promise<number>(() => undefined) : 200));
    await lane.send(['ada', 'bob']);
    const began = performance.now();
    expect(await consumeAll(lane)).toEqual(['acked ada', 'acked bob']);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(await lane.stored('bob')).toMatchObject({ state: 'sent' });
    expect(await lane.stored('ada')).not.toMatchObject({ state: 'sent' });

    lane.answer('main', () => 200);
    await lane.passUntil(lane.now() + MINUTE - 1);
    expect(lane.asked.filter(({ member }) => member === 'ada')).toHaveLength(1);
    await lane.passUntil(lane.now() + 5 * MINUTE);
    expect(await lane.stored('ada')).toMatchObject({ state: 'sent' });
    const [first, second, ...more] = lane.asked.filter(({ member }) => member === 'ada');
    expect([second?.id, more]).toEqual([first?.id, []]);
  });

  test('who finds no place in line is not tried, and is due again at once', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main', { parallel: 100 });
    const { promise, resolve } = Promise.withResolvers<number>();
    lane.answer('main', () => promise);
    const members = Array.from({ length: 7 }, (_each, number) => `member-${number}`);
    await lane.send(members);
    expect(await consumeAll(lane)).toHaveLength(7);
    expect(lane.asked).toHaveLength(5);
    // Five seconds in line, on the clock of the machine.
    const waiting = async () => Object.values(await lane.states()).filter((state) => state === 'later').length;
    await expect.poll(waiting, { timeout: 10_000, interval: 100 }).toBe(2);
    const late = members.filter((member) => lane.asked.every((asked) => asked.member !== member));
    expect(await lane.stored(late[0] ?? '')).toMatchObject({ attempt: 1, reason: 'no-room' });
    lane.answer('main', () => 200);
    resolve(200);
    await lane.passUntil(lane.now() + 5 * MINUTE);
    expect(new Set(Object.values(await lane.states()))).toEqual(new Set(['sent']));
    expect(lane.asked).toHaveLength(7);
  });
});

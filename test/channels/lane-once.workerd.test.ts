import { runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { deliver } from '../../src/channels/deliver.ts';
import type { Provider } from '../../src/channels/providers/provider.ts';
import { failing } from '../fanout/world.ts';
import { newLane } from './lane-world.ts';

afterEach(() => void vi.restoreAllMocks());
afterEach(() => void vi.unstubAllGlobals());

const some = (count: number) => Array.from({ length: count }, (_each, number) => `member-${number}`);

describe('once and not twice', () => {
  test('each member of an event has an id of their own, or the server would take all but the first for repeats', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.send(some(3));
    await lane.drain();
    expect(new Set(lane.asked.map(({ id }) => id)).size).toBe(3);
  });

  test('a second message while the first is under way sends nothing', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    const { promise, resolve } = Promise.withResolvers<number>();
    lane.answer('main', () => promise);
    await lane.send(['ada']);
    const [message] = lane.queue;
    if (!message) throw new Error('Nothing was handed over');
    const first = deliver(lane.env, message, lane.now());
    await vi.waitFor(() => expect(lane.asked).toHaveLength(1));
    await deliver(lane.env, message, lane.now());
    resolve(200);
    await first;
    await deliver(lane.env, message, lane.now());
    expect(lane.asked).toHaveLength(1);
  });

  test('a Worker that dies between sending and settling sends again after its lease, with the same id', async ({
    expect,
  }) => {
    const lane = await newLane();
    await lane.provide('main');
    await lane.send(['ada']);
    const message = lane.queue.shift();
    if (!message) throw new Error('Nothing was handed over');
    const env = { ...lane.env, MEMBER: failing(lane.env.MEMBER, 'settle') };
    await expect(deliver(env, message, lane.now())).rejects.toThrow('1 deliveries');
    await lane.passUntil(lane.now() + 59_000);
    expect(lane.asked).toHaveLength(1);
    await lane.passUntil(lane.now() + 2_000);
    expect(lane.asked).toHaveLength(2);
    expect(new Set(lane.asked.map(({ id }) => id)).size).toBe(1);
    expect(await lane.states()).toEqual({ ada: 'sent' });
  });

  test('a provider that hangs has no more than its places, and the places of another one are free', async ({
    expect,
  }) => {
    const lane = await newLane();
    const { promise, resolve } = Promise.withResolvers<number>();
    await lane.provide('hung', { order: 0, parallel: 4 });
    lane.answer('hung', () => promise);
    await lane.send(some(6));
    const stuck = lane.queue.splice(0).map((message) => deliver(lane.env, message, lane.now()));
    await vi.waitFor(() => expect(lane.asked).toHaveLength(4));
    const other = await lane.tenant.of.provider('other').permit({}, { parallel: 16 }, lane.now());
    expect(other).toMatchObject({ kind: 'go', at: lane.now() });
    resolve(200);
    await Promise.all(stuck);
  });
});

describe('what it costs, and what can be seen of it', () => {
  test('a provider that works is called once for each delivery, and writes no row', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    const calls: string[] = [];
    const env = { ...lane.env, PROVIDER: counted(lane.env.PROVIDER, calls) };
    await lane.send(some(100));
    for (const message of lane.queue.splice(0)) await deliver(env, message, lane.now());
    expect(lane.asked).toHaveLength(100);
    expect(calls).toEqual(Array.from({ length: 100 }, () => 'permit'));
    const rows = await runInDurableObject(lane.tenant.of.provider('main'), (_instance: Provider, { storage }) =>
      storage.sql.exec("select name from sqlite_master where name = 'standing'").toArray(),
    );
    expect(rows).toEqual([]);
  });

  test('the trace of a member says where each delivery stands', async ({ expect }) => {
    const lane = await newLane();
    await lane.provide('main');
    lane.answer('main', ({ member }) => (member === 'bob' ? 503 : 200));
    await lane.send(['ada', 'bob', 'cyd'], {});
    await lane.drain();
    const statusOf = async (member: string) => {
      const { json } = await lane.tenant.ask('GET', `/v1/members/${member}/decisions`);
      return json.items?.[0]?.deliveries;
    };
    const one = { channel: 'webhook', device: 'webhook' };
    expect(await statusOf('ada')).toEqual([
      { ...one, state: 'sent', attempt: 1, provider: 'main', reference: expect.stringContaining('msg_') },
    ]);
    expect(await statusOf('bob')).toEqual([{ ...one, state: 'later', attempt: 2, reason: 'main: http-503' }]);
  });

  test('security: no log line holds a secret, and no row of the provider does', async ({ expect }) => {
    const lines: string[] = [];
    for (const level of ['info', 'warn', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((line) => void lines.push(String(line)));
    }
    const lane = await newLane();
    await lane.provide('main');
    lane.answer('main', () => 503);
    await lane.send(some(6));
    await lane.drain();
    expect(lines.join('\n')).toContain('provider.open');
    expect(lines.join('\n')).not.toContain('whsec_');
    const rows = await runInDurableObject(lane.tenant.of.provider('main'), (_instance: Provider, { storage }) =>
      JSON.stringify(storage.sql.exec('select * from standing').toArray()),
    );
    expect(rows).not.toContain('whsec_');
  });
});

/** The namespace, noting the methods that are called on its objects. */
function counted(namespace: DurableObjectNamespace<Provider>, calls: string[]): DurableObjectNamespace<Provider> {
  return new Proxy(namespace, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target) as unknown;
      if (name !== 'getByName' || typeof value !== 'function')
        return typeof value === 'function' ? value.bind(target) : value;
      return (...parts: unknown[]) =>
        new Proxy(value.apply(target, parts) as object, {
          get: (stub, method) => {
            const call = Reflect.get(stub, method, stub) as unknown;
            if (typeof call !== 'function') return call;
            return (...given: unknown[]) => {
              calls.push(String(method));
              return (call as (...all: unknown[]) => unknown)(...given);
            };
          },
        });
    },
  });
}

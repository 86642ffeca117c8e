import { describe, test } from 'vitest';
import { admit } from '../../src/gate/admit.ts';
import { bindings, keyWith, newTenant, note } from '../http/world.ts';

describe('the quota of a producer', () => {
  test('over it is 429 with Retry-After, nothing is written, and after that time it goes on', async ({ expect }) => {
    const tenant = await newTenant({ quota: { rate: 1, burst: 3 } });
    for (let event = 0; event < 3; event++) {
      expect((await tenant.ask('POST', '/v1/events', { body: note(['ada']) })).status).toBe(202);
    }
    const body = note(['ada']);
    const refused = await tenant.ask('POST', '/v1/events', { body: [body, note(['ada'])] });
    expect(refused).toMatchObject({ status: 429, json: { type: 'urn:tower:problem:over-quota', status: 429 } });
    const seconds = Number(refused.headers.get('Retry-After'));
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(2);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(3);
    await scheduler.wait(seconds * 1_000);
    expect((await tenant.ask('POST', '/v1/events', { body })).status).toBe(202);
  });

  test('each key has its own, and lines of a batch count one by one', async ({ expect }) => {
    const tenant = await newTenant({ quota: { rate: 1, burst: 4 } });
    const other = await keyWith(tenant, 'events');
    const batch = [note(['ada']), note(['ada']), note(['ada']), note(['ada'])];
    expect((await tenant.ask('POST', '/v1/events', { body: batch })).status).toBe(202);
    expect((await tenant.ask('POST', '/v1/events', { body: note(['ada']) })).status).toBe(429);
    expect((await tenant.ask('POST', '/v1/events', { key: other, body: note(['ada']) })).status).toBe(202);
  });

  test('many requests at once use up what they need of it, and no more', async ({ expect }) => {
    const tenant = await newTenant({ quota: { rate: 2_000, burst: 1_000 } });
    const ask = () => tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    for (let burst = 0; burst < 3; burst++) {
      const answers = await Promise.all(Array.from({ length: 60 }, ask));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202));
    }
  });

  test('who has tokens goes on while the gate cannot be reached, who has none hears of it', async ({ expect }) => {
    const tenant = `tenant-${crypto.randomUUID()}`;
    const quota = { rate: 5_000, burst: 20_000 };
    const ask = (env: typeof bindings) => admit(env, tenant, 'key', 1, quota, Date.now());
    // Until the isolate holds tokens ahead of its need.
    for (let request = 0; request < 40; request++) expect(await ask(bindings)).toBe(0);
    const unreachable = { ...bindings, GATE: { idFromName: () => 'gate', get: () => ({ fetch: broken }) } };
    let passed = 0;
    const failing = async () => {
      for (; passed < 1_000; passed++) await ask(unreachable as unknown as typeof bindings);
    };
    await expect(failing()).rejects.toThrow('The gate cannot be reached');
    expect(passed).toBeGreaterThan(20);
    expect(await ask(bindings)).toBe(0);
  });

  test('a tenant with a name beyond ASCII has a quota too', async ({ expect }) => {
    const tenant = await newTenant({ quota: { rate: 1, burst: 1 } }, `größe 🐙 ${crypto.randomUUID()}`);
    expect((await tenant.ask('POST', '/v1/events', { body: note(['ada']) })).status).toBe(202);
    expect((await tenant.ask('POST', '/v1/events', { body: note(['ada']) })).status).toBe(429);
  });
});

function broken(): Promise<Response> {
  return Promise.reject(new Error('The gate cannot be reached'));
}

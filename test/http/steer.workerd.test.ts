import { describe, test } from 'vitest';
import { newTenant, note, type TestTenant, until } from './world.ts';

const HOWS = ['pause', 'resume', 'cancel'] as const;
const steer = (tenant: TestTenant, id: unknown, how: (typeof HOWS)[number], key?: string) =>
  tenant.ask('POST', `/v1/events/${id}/${how}`, key === undefined ? {} : { key });

/** A fan-out to followers of a star, posted; through the real queues. */
async function posted(tenant: TestTenant, count: number): Promise<string> {
  const followers = Array.from({ length: count }, (_each, number) => ({ from: `fan-${number}`, to: 'star' }));
  await tenant.ask('PUT', '/v1/edges', { body: followers });
  const body = { id: '1', source: 's', type: 'post', data: { actor: 'star' } };
  return String((await tenant.ask('POST', '/v1/events', { body })).json.id);
}

describe('POST /v1/events/{id}/pause, resume and cancel', () => {
  test('happy: what was paused in the real queues reaches everybody when it is resumed', async ({ expect }) => {
    const tenant = await newTenant();
    const id = await posted(tenant, 120);
    const paused = await steer(tenant, id, 'pause');
    expect([paused.status, paused.json]).toEqual([202, { id, state: 'paused' }]);
    const status = await tenant.ask('GET', `/v1/events/${id}`);
    expect(status.json).toMatchObject({ state: 'paused', audience: 120, pruned: 0 });
    const resumed = await steer(tenant, id, 'resume');
    expect([resumed.status, resumed.json]).toEqual([202, { id, state: 'fanning-out' }]);
    const done = await until(
      () => tenant.ask('GET', `/v1/events/${id}`),
      (answer) => answer.json.state === ('done' as unknown),
    );
    expect(done.json).toMatchObject({ considered: 120, offered: 120, decisions: { send: 120 } });
    const late = await steer(tenant, id, 'cancel');
    expect(late).toMatchObject({ status: 409, json: { detail: expect.stringContaining('has ended') } });
  });

  test('happy: what is cancelled stays so, and may be asked again', async ({ expect }) => {
    const tenant = await newTenant();
    const id = await posted(tenant, 40);
    await steer(tenant, id, 'pause');
    for (const _time of [1, 2]) {
      const answer = await steer(tenant, id, 'cancel');
      expect([answer.status, answer.json]).toEqual([202, { id, state: 'cancelled' }]);
    }
    const resumed = await steer(tenant, id, 'resume');
    expect(resumed).toMatchObject({ status: 409, json: { detail: expect.stringContaining('was cancelled') } });
    // The same event again is still the same event, and stays cancelled.
    const body = { id: '1', source: 's', type: 'post', data: { actor: 'star' } };
    expect((await tenant.ask('POST', '/v1/events', { body })).json).toEqual({ id, duplicate: true });
    expect((await tenant.ask('GET', `/v1/events/${id}`)).json).toMatchObject({ state: 'cancelled' });
  });

  test('refusal: an event that is not fanned out, or not there, or of another tenant', async ({ expect }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
    for (const how of HOWS) {
      const direct = await steer(tenant, json.id, how);
      expect(direct).toMatchObject({ status: 409, json: { detail: expect.stringContaining('not fanned out') } });
      expect((await steer(tenant, 'unknown', how)).status).toBe(404);
      expect((await steer(other, json.id, how)).status).toBe(404);
    }
  });
});

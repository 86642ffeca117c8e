import { describe, test } from 'vitest';
import { newTenant, note } from './world.ts';

describe('Idempotency-Key', () => {
  test('happy: the same key has one effect under another event id, quoted or not', async ({ expect }) => {
    const tenant = await newTenant();
    const post = (key: string) =>
      tenant.ask('POST', '/v1/events', { headers: { 'Idempotency-Key': key }, body: note(['ada']) });
    const first = await post('"order 7"');
    const second = await post('order 7');
    expect([first.status, first.json.duplicate]).toEqual([202, false]);
    expect([second.status, second.json]).toEqual([202, { id: first.json.id, duplicate: true }]);
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(1);
    expect((await post('order 8')).json.duplicate).toBe(false);
  });

  test('happy: it covers a whole batch, in order', async ({ expect }) => {
    const tenant = await newTenant();
    const post = () =>
      tenant.ask('POST', '/v1/events', {
        headers: { 'Idempotency-Key': 'batch' },
        body: [note(['ada']), { ...note(['bob']), type: 'unknown' }, note(['eve'])],
      });
    const [first, second] = [await post(), await post()];
    expect(second.json).toEqual([
      { id: first.json[0]?.id, duplicate: true },
      { index: 1, errors: [{ path: 'type', message: expect.any(String) }] },
      { id: first.json[2]?.id, duplicate: true },
    ]);
  });

  test('edge: keys of two tenants are two keys', async ({ expect }) => {
    for (const tenant of [await newTenant(), await newTenant()]) {
      const answer = await tenant.ask('POST', '/v1/events', {
        headers: { 'Idempotency-Key': 'k' },
        body: note(['ada']),
      });
      expect(answer.json.duplicate).toBe(false);
    }
  });

  test('edge: what was refused used no key, so the mended event goes under the same one', async ({ expect }) => {
    const tenant = await newTenant();
    const headers = { 'Idempotency-Key': 'mend' };
    const bad = [{ ...note(['ada']), type: 'typo' }, { ...note([]) }, '{"id":'];
    for (const body of bad) expect((await tenant.ask('POST', '/v1/events', { headers, body })).status).toBe(400);
    expect(await tenant.ask('POST', '/v1/events', { headers, body: note(['ada']) })).toMatchObject({
      status: 202,
      json: { duplicate: false },
    });
  });

  test('edge: after 24 hours the key is a new one', async ({ expect }) => {
    const { of } = await newTenant();
    const log = of.eventLog(0);
    const row = { key: 'k', digest: 'd', at: 1_000, identities: ['id-1'] };
    expect(await log.rememberKey(row)).toBeUndefined();
    expect(await log.rememberKey({ ...row, at: 1_000 + 86_399_999, identities: ['id-2'] })).toEqual(['id-1']);
    expect(
      await log.rememberKey({ ...row, at: 1_000 + 86_400_000, digest: 'e', identities: ['id-3'] }),
    ).toBeUndefined();
  });

  test('refusal: other content under the same key is a conflict and takes nothing', async ({ expect }) => {
    const tenant = await newTenant();
    const headers = { 'Idempotency-Key': 'k' };
    await tenant.ask('POST', '/v1/events', { headers, body: note(['ada']) });
    for (const body of [note(['bob']), [note(['ada']), note(['ada'])], { ...note(['ada']), source: 'elsewhere' }]) {
      const answer = await tenant.ask('POST', '/v1/events', { headers, body });
      expect(answer).toMatchObject({ status: 409, json: { detail: expect.stringContaining('Idempotency-Key') } });
    }
    expect((await tenant.ask('GET', '/v1/stats')).json.events).toBe(1);
  });

  test('refusal: a key that is empty or too long', async ({ expect }) => {
    const tenant = await newTenant();
    for (const key of ['""', 'x'.repeat(256)]) {
      const answer = await tenant.ask('POST', '/v1/events', {
        headers: { 'Idempotency-Key': key },
        body: note(['ada']),
      });
      expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: 'Idempotency-Key' }] } });
    }
  });
});

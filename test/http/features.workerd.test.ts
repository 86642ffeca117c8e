import { describe, test } from 'vitest';
import { ask, keyWith, newTenant } from './world.ts';

const rows = [
  { member: 'bob', actor: 'ada', features: { likes: 3 } },
  { member: 'bob', features: { age: 40 } },
  { actor: 'ada', features: { followers: 9 } },
];

describe('features', () => {
  test('happy: pushed, listed, read, exported, and gone with the dataset', async ({ expect }) => {
    const tenant = await newTenant();
    const pushed = await tenant.ask('PUT', '/v1/features/affinity', { body: rows });
    expect([pushed.status, pushed.json]).toEqual([
      200,
      { accepted: 3, rejected: [], version: 1, written: 3, unchanged: 0, retired: 0 },
    ]);
    const entry = { dataset: 'affinity', version: 1, updatedAt: expect.any(String), age: expect.any(Number) };
    expect((await tenant.ask('GET', '/v1/features')).json).toEqual({ items: [entry], next: null });
    expect((await tenant.ask('GET', '/v1/features/affinity')).json).toEqual({
      ...entry,
      members: 1,
      rows: 2,
      subjects: 1,
    });
    const held = await tenant.ask('GET', '/v1/members/bob/export');
    expect(held.json.features).toMatchObject([{ dataset: 'affinity', recipient: { age: 40 } }]);
    expect((await tenant.ask('DELETE', '/v1/features/affinity')).status).toBe(204);
    expect((await tenant.ask('GET', '/v1/features/affinity')).status).toBe(404);
    expect((await tenant.ask('GET', '/v1/members/bob/export')).json.features).toEqual([]);
  });

  test('happy: a full push over several requests, as NDJSON', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/features/affinity', { body: rows });
    const body = `${JSON.stringify(rows[0])}\n`;
    const headers = { 'Content-Type': 'application/x-ndjson' };
    const first = await tenant.ask('PUT', '/v1/features/affinity?mode=full&push=p1', { body, headers });
    expect(first.json).toMatchObject({ accepted: 1, version: 1, retired: 0 });
    const last = await tenant.ask('PUT', '/v1/features/affinity?mode=full&push=p1&last=true', { body, headers });
    expect(last.json).toMatchObject({ accepted: 1, version: 2, unchanged: 1, retired: 2 });
  });

  test('edge: a full push with a bad line keeps the good ones and takes nothing away', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/features/affinity', { body: rows });
    const body = [{ member: 'eve', features: { age: 20 } }, { features: { age: 1 } }];
    expect((await tenant.ask('PUT', '/v1/features/affinity?mode=full', { body })).json).toMatchObject({
      accepted: 1,
      rejected: [{ index: 1, errors: [{ path: 'member' }] }],
      version: 1,
      written: 1,
      retired: 0,
    });
    expect((await tenant.ask('GET', '/v1/features/affinity')).json).toMatchObject({ members: 2, rows: 3, subjects: 1 });
  });

  test('edge: erasing a member takes their rows out of the books', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/features/affinity', { body: rows });
    expect((await tenant.ask('DELETE', '/v1/members/bob')).status).toBe(204);
    expect((await tenant.ask('GET', '/v1/features/affinity')).json).toMatchObject({ members: 0, rows: 0, subjects: 1 });
    expect((await tenant.ask('PUT', '/v1/features/affinity', { body: rows })).json).toMatchObject({
      written: 2,
      unchanged: 1,
    });
  });

  test('refusal: every fault by its line and field', async ({ expect }) => {
    const tenant = await newTenant();
    const many = Object.fromEntries(Array.from({ length: 201 }, (_each, index) => [`f${index}`, 1]));
    const wrong: [line: unknown, path: string][] = [
      [{ features: {} }, 'member'],
      [{ member: 'bob', actor: 'a', item: 'b', features: {} }, 'actor'],
      [{ member: 'bob' }, 'features'],
      [{ member: 'bob', features: { x: 'y' } }, 'features.x'],
      [{ member: 'bob', features: many }, 'features'],
      [{ member: 'bob', features: {}, strength: 2 }, 'strength'],
      [{ member: 'bob', features: {}, colour: 1 }, 'colour'],
    ];
    const { status, json } = await tenant.ask('PUT', '/v1/features/affinity', { body: wrong.map(([line]) => line) });
    expect(status).toBe(200);
    expect(json.accepted).toBe(0);
    const paths = (json.rejected as unknown as { errors: { path: string }[] }[]).map(({ errors }) => errors[0]?.path);
    expect(paths).toEqual(wrong.map(([, path]) => path));
  });

  test('refusal: queries that say nothing, names that would hide others, pushes that were replaced', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const put = async (path: string, body: unknown = rows) => {
      const { status, json } = await tenant.ask('PUT', `/v1/features/${path}`, { body });
      return [status, json.errors?.[0]?.path];
    };
    expect(await put('affinity?mode=some')).toEqual([400, 'mode']);
    expect(await put('affinity?push=p1')).toEqual([400, 'push']);
    expect(await put('affinity?mode=full&last=true')).toEqual([400, 'last']);
    expect(await put('affinity?mode=full&push=p&last=maybe')).toEqual([400, 'last']);
    for (const name of ['Affinity', 'a.b', 'sent', 'opened', '1', encodeURIComponent('a/b')]) {
      expect(await put(name), name).toEqual([400, 'dataset']);
    }
    expect(await put('affinity?mode=full', [])).toEqual([400, '']);
    await put('affinity?mode=full&push=p1');
    await put('affinity?mode=full&push=p2');
    expect((await put('affinity?mode=full&push=p1&last=true'))[0]).toBe(409);
    expect((await tenant.ask('GET', '/v1/features/unknown')).status).toBe(404);
    expect((await tenant.ask('DELETE', '/v1/features/unknown')).status).toBe(404);
  });

  test('security: the scope `features` may, that of events may not, and a tenant has its own', async ({ expect }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const key = await keyWith(tenant, 'features');
    expect((await ask('PUT', '/v1/features/affinity', { key, body: rows })).status).toBe(200);
    const events = await keyWith(tenant, 'events', 'members', 'graph');
    for (const [method, path] of [
      ['PUT', '/affinity'],
      ['GET', '/affinity'],
      ['GET', ''],
      ['DELETE', '/affinity'],
    ] as const) {
      const body = method === 'PUT' ? { body: rows } : {};
      expect((await ask(method, `/v1/features${path}`, { key: events, ...body })).status).toBe(403);
    }
    expect((await other.ask('GET', '/v1/features/affinity')).status).toBe(404);
    expect((await other.ask('GET', '/v1/members/bob/export')).json.features).toEqual([]);
  });
});

import { describe, test } from 'vitest';
import { ask, bindings, keyWith, newTenant, note } from './world.ts';

const root = bindings.TOWER_ROOT_KEY;
const content = { class: 'content', template: { title: 'Hello' } };

describe('tenants', () => {
  test('happy: made without a body, settings kept when they are not told, each call with a key of its own', async ({
    expect,
  }) => {
    const name = `tenant-${crypto.randomUUID()}`;
    const made = await ask('PUT', `/v1/tenants/${name}`, { key: root });
    const quota = { rate: 5_000, burst: 20_000 };
    const settings = { quota, interruptionsPerDay: 5, boundedFanout: true, dark: false };
    const key = expect.stringMatching(/^tower_/);
    expect([made.status, made.json]).toEqual([200, { tenant: name, key, settings, eventLogPartitions: 16 }]);
    const changed = await ask('PUT', `/v1/tenants/${name}`, { key: root, body: { settings: { dark: true } } });
    expect(changed.json).toMatchObject({ settings: { ...settings, dark: true } });
    const again = await ask('PUT', `/v1/tenants/${name}`, { key: root, body: {} });
    expect(again.json).toMatchObject({ settings: { ...settings, dark: true } });
    const keys = [made, changed, again].map(({ json }) => String(json.key));
    expect(new Set(keys).size).toBe(3);
    for (const key of keys) expect((await ask('GET', '/v1/stats', { key })).status).toBe(200);
    const vapid = await ask('GET', `/v1/tenants/${name}/vapid`);
    expect([vapid.status, vapid.json]).toEqual([200, { publicKey: bindings.TOWER_VAPID_PUBLIC_KEY }]);
    expect(vapid.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  test('refusal: bad settings by their field, names that cannot be, and nothing is made', async ({ expect }) => {
    const name = `tenant-${crypto.randomUUID()}`;
    const wrong: [body: unknown, path: string][] = [
      [{ settings: { quota: { rate: 0 } } }, 'settings.quota.rate'],
      [{ settings: { quota: { rate: 1.5 } } }, 'settings.quota.rate'],
      [{ settings: { colour: 1 } }, 'settings.colour'],
      [{ eventLogPartitions: 0 }, 'eventLogPartitions'],
      [{ eventLogPartitions: 257 }, 'eventLogPartitions'],
      [{ eventLogPartitions: 1.5 }, 'eventLogPartitions'],
      [{ name: 'x' }, 'name'],
      [[], ''],
    ];
    for (const [body, path] of wrong) {
      const answer = await ask('PUT', `/v1/tenants/${name}`, { key: root, body });
      expect(answer, path).toMatchObject({ status: 400, json: { errors: [{ path }] } });
    }
    expect(await ask('PUT', '/v1/tenants/a%00', { key: root })).toMatchObject({ status: 400 });
    expect(await ask('PUT', `/v1/tenants/${encodeURIComponent('🐙'.repeat(128))}`, { key: root })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'tenant', message: expect.stringContaining('bytes') }] },
    });
    expect((await ask('GET', `/v1/tenants/${name}/vapid`)).status).toBe(404);
  });

  test('the partitions of its event log are fixed when it is made: asked for others nothing changes', async ({
    expect,
  }) => {
    const tenant = `/v1/tenants/tenant-${crypto.randomUUID()}`;
    const put = (body: unknown) => ask('PUT', tenant, { key: root, body });
    const made = await put({ eventLogPartitions: 3 });
    expect(made).toMatchObject({ status: 200, json: { eventLogPartitions: 3 } });
    const message = 'is 3 since this tenant was made and cannot be changed: leave it out';
    const refused = await put({ eventLogPartitions: 4, settings: { dark: true } });
    expect(refused).toMatchObject({ status: 400, json: { errors: [{ path: 'eventLogPartitions', message }] } });
    for (const body of [{ eventLogPartitions: 3 }, {}]) {
      expect((await put(body)).json).toMatchObject({ eventLogPartitions: 3, settings: { dark: false } });
    }
    const key = String(made.json.key);
    expect((await ask('GET', '/v1/keys', { key })).json.items).toHaveLength(3);
  });

  test('every event of a tenant with any number of partitions is found again', async ({ expect }) => {
    for (const eventLogPartitions of [1, 7, 256]) {
      const name = `tenant-${crypto.randomUUID()}`;
      const { json: made } = await ask('PUT', `/v1/tenants/${name}`, { key: root, body: { eventLogPartitions } });
      const key = String(made.key);
      await ask('PUT', '/v1/types/note', { key, body: content });
      const body = Array.from({ length: 40 }, (_each, id) => note(['ada'], { id: String(id) }));
      const first = await ask('POST', '/v1/events', { key, body });
      const ids = Array.from({ length: 40 }, (_each, place) => String(first.json[place]?.id));
      for (const id of ids.slice(0, 5)) {
        expect((await ask('GET', `/v1/events/${id}`, { key })).json).toMatchObject({ id, state: 'done' });
      }
      const again = await ask('POST', '/v1/events', { key, body });
      expect(again.json).toMatchObject(ids.map((id) => ({ id, duplicate: true })));
      expect((await ask('GET', '/v1/stats', { key })).json).toMatchObject({ events: 40, pending: 0 });
    }
  });

  test('refusal: a tenant of a jurisdiction where there are none, and a key that claims to be of one', async ({
    expect,
  }) => {
    const made = await ask('PUT', '/v1/tenants/acme@eu', { key: root, body: {} });
    const message = 'ends in a jurisdiction, `@eu`: only Tower on Cloudflare’s network has those';
    expect(made).toMatchObject({ status: 400, json: { errors: [{ path: 'tenant', message }] } });
    const key = `tower_${Buffer.from('acme@eu').toString('base64url')}.${'A'.repeat(43)}`;
    expect((await ask('GET', '/v1/stats', { key })).status).toBe(401);
    expect((await ask('GET', '/v1/tenants/acme@eu/vapid')).status).toBe(404);
  });
});

describe('keys', () => {
  test('happy: made with scopes, listed without the key itself', async ({ expect }) => {
    const tenant = await newTenant();
    const made = await tenant.ask('POST', '/v1/keys', { body: { name: 'feed', scopes: ['events', 'graph'] } });
    expect([made.status, made.json]).toEqual([201, { id: expect.stringMatching(/^key_/), key: expect.any(String) }]);
    const { json } = await tenant.ask('GET', '/v1/keys');
    expect(json.items).toMatchObject([
      { name: 'first key', scopes: ['admin'] },
      { id: made.json.id, name: 'feed', scopes: ['events', 'graph'] },
    ]);
    expect(JSON.stringify(json)).not.toContain(String(made.json.key).split('.')[1]);
  });

  test('refusal: no scope, an unknown one, no name', async ({ expect }) => {
    const tenant = await newTenant();
    const wrong: [body: unknown, path: string][] = [
      [{ name: 'k', scopes: [] }, 'scopes'],
      [{ name: 'k', scopes: ['everything'] }, 'scopes.0'],
      [{ name: '', scopes: ['events'] }, 'name'],
      [{ scopes: ['events'] }, 'name'],
    ];
    for (const [body, path] of wrong) {
      expect(await tenant.ask('POST', '/v1/keys', { body })).toMatchObject({
        status: 400,
        json: { errors: [{ path }] },
      });
    }
    expect((await tenant.ask('GET', '/v1/keys')).json.items).toHaveLength(1);
    expect((await tenant.ask('DELETE', '/v1/keys/key_none')).status).toBe(404);
  });
});

describe('types', () => {
  test('happy: versions grow with the definition, and an equal one makes none', async ({ expect }) => {
    const tenant = await newTenant();
    const first = await tenant.ask('PUT', '/v1/types/post%2Fpublished', { body: content });
    expect(first).toMatchObject({
      status: 200,
      json: {
        name: 'post/published',
        version: 1,
        class: 'content',
        channels: ['in-app', 'web-push'],
        template: { title: 'Hello', body: '', url: '' },
      },
    });
    expect((await tenant.ask('PUT', '/v1/types/post%2Fpublished', { body: content })).json).toEqual(first.json);
    const second = await tenant.ask('PUT', '/v1/types/post%2Fpublished', { body: { ...content, dark: true } });
    expect(second.json).toMatchObject({ version: 2, dark: true });
    expect((await tenant.ask('GET', '/v1/types/post%2Fpublished')).json).toEqual(second.json);
    expect((await tenant.ask('GET', '/v1/types/post%2Fpublished/versions')).json).toEqual({
      items: [second.json, first.json],
      next: null,
    });
  });

  test('happy: the list is paged by name', async ({ expect }) => {
    const tenant = await newTenant();
    for (const name of ['a', 'b', 'c']) await tenant.ask('PUT', `/v1/types/${name}`, { body: content });
    const first = await tenant.ask('GET', '/v1/types?limit=3');
    expect(first.json).toMatchObject({
      items: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
      next: expect.any(String),
    });
    const rest = await tenant.ask('GET', `/v1/types?limit=3&cursor=${encodeURIComponent(String(first.json.next))}`);
    expect(rest.json).toMatchObject({ items: [{ name: 'note' }, { name: 'post' }], next: null });
  });

  test('refusal: every fault by its field, and no version is made', async ({ expect }) => {
    const tenant = await newTenant();
    const wrong: [body: unknown, path: string][] = [
      [{ template: { title: 'x' } }, 'class'],
      [{ class: 'spam', template: { title: 'x' } }, 'class'],
      [{ class: 'content' }, 'template'],
      [{ class: 'content', template: { title: '' } }, 'template.title'],
      [{ ...content, channels: ['smoke'] }, 'channels.0'],
      [{ ...content, audience: { of: 'item' } }, 'audience.of'],
      [{ ...content, caps: { perWeek: 1 } }, 'caps.perWeek'],
      [{ ...content, expiresIn: 0 }, 'expiresIn'],
      [{ ...content, lane: 'fast' }, 'lane'],
      [{ ...content, colour: 1 }, 'colour'],
    ];
    for (const [body, path] of wrong) {
      expect(await tenant.ask('PUT', '/v1/types/x', { body }), path).toMatchObject({
        status: 400,
        json: { errors: [{ path }] },
      });
    }
    expect((await tenant.ask('GET', '/v1/types/x')).status).toBe(404);
    expect((await tenant.ask('GET', '/v1/types/x/versions')).status).toBe(404);
  });

  test('a producer of events may read types and not change them', async ({ expect }) => {
    const tenant = await newTenant();
    const key = await keyWith(tenant, 'events');
    expect((await ask('GET', '/v1/types/note', { key })).status).toBe(200);
    expect((await ask('PUT', '/v1/types/note', { key, body: content })).status).toBe(403);
  });
});

describe('operators', () => {
  test('health needs no key, and there is no demo on a deployment', async ({ expect }) => {
    expect(await ask('GET', '/health')).toMatchObject({ status: 200, json: { status: 'ok' } });
    expect((await ask('GET', '/demo.json')).status).toBe(404);
  });

  test('stats of a tenant without events are zeros, and a query that is no query is refused', async ({ expect }) => {
    const tenant = await newTenant();
    expect((await tenant.ask('GET', '/v1/stats?source=x')).json).toEqual({
      events: 0,
      pending: 0,
      decisions: { send: 0, hold: 0, merge: 0, drop: 0 },
      reasons: {},
      deliveries: {},
    });
    expect((await tenant.ask('GET', `/v1/stats?source=${'x'.repeat(513)}`)).status).toBe(400);
  });
});

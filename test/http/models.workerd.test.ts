import { describe, test } from 'vitest';
import { dump } from './open-api-samples.ts';
import { ask, keyWith, newTenant } from './world.ts';

const opens = { kind: 'logistic', open: { intercept: -1.5, weights: { 'item.length': 0.25, 'edge.strength': 2 } } };
const content = { class: 'content', template: { title: 'Hello' } };

describe('models', () => {
  test('refusal: the version of a calibration is a whole number', async ({ expect }) => {
    const tenant = await newTenant();
    await tenant.ask('PUT', '/v1/models/opens', { body: opens });
    const get = (version: string) => tenant.ask('GET', `/v1/models/opens/calibration?version=${version}`);
    for (const version of ['', 'abc', '0', '-1', '1.5', '1e1', '0x2']) {
      const errors = [{ path: 'version', message: 'must be a whole number from 1' }];
      expect(await get(version), version).toMatchObject({ status: 400, json: { errors } });
    }
    expect((await get('1')).status).toBe(200);
  });

  test('happy: versions grow with the definition, and an equal one makes none', async ({ expect }) => {
    const tenant = await newTenant();
    const first = await tenant.ask('PUT', '/v1/models/opens%2F1', { body: opens });
    expect([first.status, first.json]).toEqual([
      200,
      { ...opens, defaults: {}, name: 'opens/1', version: 1, updatedAt: expect.any(String) },
    ]);
    expect((await tenant.ask('PUT', '/v1/models/opens%2F1', { body: opens })).json).toEqual(first.json);
    const disable = { intercept: -6, weights: {} };
    const second = await tenant.ask('PUT', '/v1/models/opens%2F1', { body: { ...opens, disable } });
    expect(second.json).toMatchObject({ version: 2, disable });
    expect((await tenant.ask('GET', '/v1/models/opens%2F1')).json).toEqual(second.json);
    expect((await tenant.ask('GET', '/v1/models/opens%2F1/versions')).json).toEqual({
      items: [second.json, first.json],
      next: null,
    });
  });

  test('happy: trees of XGBoost are stored packed, and the same dump again makes no version', async ({ expect }) => {
    const tenant = await newTenant();
    const body = { kind: 'trees', open: dump, defaults: { 'item.likes': 3 } };
    const put = await tenant.ask('PUT', '/v1/models/trees', { body });
    const packed = { base: 0, features: ['item.likes'], splits: 'AQD/////', values: 'AAAgQQAAgL8AAABA' };
    expect([put.status, put.json]).toEqual([
      200,
      { ...body, open: packed, name: 'trees', version: 1, updatedAt: expect.any(String) },
    ]);
    expect((await tenant.ask('PUT', '/v1/models/trees', { body })).json).toEqual(put.json);
    expect((await tenant.ask('GET', '/v1/models/trees')).json).toEqual(put.json);
  });

  test('happy: the list is paged by name', async ({ expect }) => {
    const tenant = await newTenant();
    expect((await tenant.ask('GET', '/v1/models')).json).toEqual({ items: [], next: null });
    for (const name of ['b', 'c', 'a']) await tenant.ask('PUT', `/v1/models/${name}`, { body: opens });
    const first = await tenant.ask('GET', '/v1/models?limit=2');
    expect(first.json).toMatchObject({ items: [{ name: 'a' }, { name: 'b' }], next: expect.any(String) });
    expect((await tenant.ask('GET', `/v1/models?limit=2&cursor=${first.json.next}`)).json).toMatchObject({
      items: [{ name: 'c' }],
      next: null,
    });
  });

  test('refusal: every fault by its field, and no version is made', async ({ expect }) => {
    const tenant = await newTenant();
    const many = Object.fromEntries(Array.from({ length: 201 }, (_each, index) => [`f${index}`, 1]));
    const wrong: [body: unknown, path: string][] = [
      [{}, 'kind'],
      [{ ...opens, kind: 'oracle' }, 'kind'],
      [{ kind: 'logistic' }, 'open'],
      [{ ...opens, open: { intercept: 0 } }, 'open.weights'],
      [{ ...opens, open: { intercept: '0', weights: {} } }, 'open.intercept'],
      [{ ...opens, open: { intercept: 0, weights: { a: null } } }, 'open.weights.a'],
      [{ ...opens, open: { intercept: 0, weights: many } }, 'open.weights'],
      [{ ...opens, defaults: many }, 'defaults'],
      [{ ...opens, colour: 1 }, 'colour'],
    ];
    for (const [body, path] of wrong) {
      expect(await tenant.ask('PUT', '/v1/models/x', { body }), path).toMatchObject({
        status: 400,
        json: { errors: [{ path }] },
      });
    }
    const endless = '{"kind":"logistic","open":{"intercept":1e999,"weights":{}}}';
    expect(await tenant.ask('PUT', '/v1/models/x', { body: endless })).toMatchObject({ status: 400 });
    expect((await tenant.ask('GET', '/v1/models/x')).status).toBe(404);
    expect((await tenant.ask('GET', '/v1/models/x/versions')).status).toBe(404);
  });

  test('security: a key with the scope `features` may, one of events may not, and a tenant has its own', async ({
    expect,
  }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const key = await keyWith(tenant, 'features');
    expect((await ask('PUT', '/v1/models/opens', { key, body: opens })).status).toBe(200);
    expect((await ask('GET', '/v1/models/opens', { key })).status).toBe(200);
    const events = await keyWith(tenant, 'events');
    expect((await ask('PUT', '/v1/models/opens', { key: events, body: opens })).status).toBe(403);
    expect((await ask('PUT', '/v1/models/opens', { body: opens })).status).toBe(401);
    expect((await other.ask('GET', '/v1/models/opens')).status).toBe(404);
  });
});

describe('types that refer to more than themselves', () => {
  test('happy: a model of the tenant, and an enricher on a host that the tenant names', async ({ expect }) => {
    const tenant = await newTenant({ enricherHosts: ['facts.example.com'] });
    await tenant.ask('PUT', '/v1/models/opens', { body: opens });
    const enrichers = [{ name: 'reputation', url: 'https://facts.example.com/reputation' }];
    const stored = await tenant.ask('PUT', '/v1/types/rich', { body: { ...content, model: 'opens', enrichers } });
    expect(stored).toMatchObject({
      status: 200,
      json: { model: 'opens', enrichers: [{ ...enrichers[0], timeout: 500, cache: 60, onFailure: 'open' }] },
    });
  });

  test('refusal: a model or a host that is not known, and fields that do not go together, all at once', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    const body = {
      ...content,
      model: 'opens',
      floor: 1,
      pushBar: 0,
      digest: { by: 'category', window: { schedule: 'daily' } },
      enrichers: [{ name: 'reputation', url: 'https://facts.example.com/' }],
    };
    const { status, json } = await tenant.ask('PUT', '/v1/types/rich', { body });
    const paths = (json.errors as unknown as { path: string }[]).map(({ path }) => path);
    expect([status, paths]).toEqual([400, ['model', 'pushBar', 'category', 'enrichers.0.url']]);
    expect((await tenant.ask('GET', '/v1/types/rich')).status).toBe(404);
  });

  test('refusal: another tenant’s model', async ({ expect }) => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    await other.ask('PUT', '/v1/models/opens', { body: opens });
    expect(await tenant.ask('PUT', '/v1/types/rich', { body: { ...content, model: 'opens' } })).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'model', message: expect.stringContaining('PUT /v1/models/opens') }] },
    });
  });
});

import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import migrations from '../../migrations/tenant/migrations.js';
import { ModelDefinition } from '../../src/contract/model.ts';
import { TypeDefinition } from '../../src/contract/notification-type.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { sha256Hex } from '../../src/platform/hash.ts';
import { migrate } from '../../src/platform/migrate.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { modelOf, modelsChanged } from '../../src/registry/models.ts';
import { authorizationOf } from '../../src/registry/registry.ts';
import { bindings } from '../http/world.ts';

const defaults = TenantSettings.parse({});
const model = ModelDefinition.parse({ kind: 'logistic', open: { intercept: 0, weights: { 'item.length': 1 } } });
const type = TypeDefinition.parse({ class: 'content', template: { title: 'Hello' } });
const key = { id: 'key_1', hash: 'h1', name: 'first key', scopes: ['admin'] as const };

function fresh() {
  const name = `tenant-${crypto.randomUUID()}`;
  return { name, of: stubs(bindings, name), tenant: stubs(bindings, name).tenant() };
}

describe('the registry of a tenant', () => {
  test('happy: settings, keys and types outlive the object', async ({ expect }) => {
    const { tenant } = fresh();
    await tenant.create({}, key, 1_000, { settings: defaults, eventLogPartitions: 16 });
    await evictDurableObject(tenant);
    expect(await tenant.authorize('h1')).toEqual({ keyId: 'key_1', scopes: ['admin'], settings: defaults });
    expect(await tenant.keys()).toEqual([
      { id: 'key_1', name: 'first key', scopes: ['admin'], createdAt: '1970-01-01T00:00:01.000Z' },
    ]);
  });

  test('edge: a tenant that was never made knows nothing and writes nothing', async ({ expect }) => {
    const { tenant } = fresh();
    expect(await tenant.authorize('h1')).toBeUndefined();
    expect(await tenant.settings()).toBeUndefined();
    expect(await tenant.eventLogPartitions()).toBeUndefined();
    expect(await tenant.type('post')).toBeUndefined();
    expect(await tenant.types('', 10)).toEqual({ items: [], next: null });
    expect(await tenant.model('opens')).toBeUndefined();
    expect(await tenant.modelVersions('opens')).toEqual([]);
    expect(await tenant.models('', 10)).toEqual({ items: [], next: null });
    expect(await tenant.removeKey('key_1')).toBe(false);
    const tables = await runInDurableObject(tenant, (_instance, state) =>
      state.storage.sql.exec("select name from sqlite_master where name not like '\\_cf%' escape '\\'").toArray(),
    );
    expect(tables).toEqual([]);
  });

  test('edge: a tenant of before the partitions of its log were kept has sixteen, and cannot have others', async ({
    expect,
  }) => {
    const { tenant } = fresh();
    await tenant.create({}, key, 1_000, { settings: defaults, eventLogPartitions: 1 });
    expect(await tenant.eventLogPartitions()).toBe(1);
    await runInDurableObject(tenant, (_instance, state) => {
      state.storage.sql.exec("delete from fact where key = 'event-log-partitions'");
    });
    await evictDurableObject(tenant);
    expect(await tenant.eventLogPartitions()).toBe(16);
    const asked = await tenant.create({ eventLogPartitions: 1 }, key, 1_000, {
      settings: defaults,
      eventLogPartitions: 1,
    });
    expect(asked).toEqual({ fixedPartitions: 16 });
    const made = await tenant.create({}, key, 1_000, { settings: defaults, eventLogPartitions: 1 });
    expect(made).toEqual({ settings: defaults, eventLogPartitions: 16 });
  });

  test('edge: another isolate goes on with what it knows for five seconds at the most', async ({ expect }) => {
    const { name, of, tenant } = fresh();
    await tenant.create({}, { ...key, hash: sha256Hex('h1') }, 1_000, { settings: defaults, eventLogPartitions: 16 });
    expect(await authorizationOf(of, name, 'h1', 1_000)).toBeDefined();
    await tenant.removeKey('key_1');
    expect(await authorizationOf(of, name, 'h1', 5_999)).toBeDefined();
    expect(await authorizationOf(of, name, 'h1', 6_000)).toBeUndefined();
  });

  test('happy: models and types of one name are two things, each with versions of its own', async ({ expect }) => {
    const { tenant } = fresh();
    await tenant.create({}, key, 1_000, { settings: defaults, eventLogPartitions: 16 });
    const first = await tenant.putModel('post', model, 2_000);
    expect(first).toEqual({ ...model, name: 'post', version: 1, updatedAt: '1970-01-01T00:00:02.000Z' });
    expect(await tenant.putModel('post', model, 3_000)).toEqual(first);
    const second = await tenant.putModel('post', { ...model, defaults: { 'item.length': 3 } }, 4_000);
    expect(second).toMatchObject({ version: 2, defaults: { 'item.length': 3 } });
    await tenant.putType('post', type, 5_000);
    await evictDurableObject(tenant);
    expect(await tenant.model('post')).toEqual(second);
    expect(await tenant.modelVersions('post')).toEqual([second, first]);
    expect(await tenant.typeVersions('post')).toMatchObject([{ version: 1, class: 'content' }]);
  });

  test('happy: models are paged by name, the newest version of each', async ({ expect }) => {
    const { tenant } = fresh();
    await tenant.create({}, key, 1_000, { settings: defaults, eventLogPartitions: 16 });
    for (const name of ['b', 'a', 'c', 'b']) {
      await tenant.putModel(name, { ...model, defaults: { at: Math.random() } }, 2_000);
    }
    const page = await tenant.models('', 2);
    expect(page).toMatchObject({ items: [{ name: 'a' }, { name: 'b', version: 2 }], next: 'b' });
    expect(await tenant.models('b', 2)).toMatchObject({ items: [{ name: 'c', version: 1 }], next: null });
  });

  test('edge: a tenant of before there were models keeps its types and can have some', async ({ expect }) => {
    const { tenant } = fresh();
    const { journal, migrations: steps } = migrations;
    await runInDurableObject(tenant, (_instance, state) => {
      migrate(state.storage, { journal: { entries: journal.entries.slice(0, 1) }, migrations: steps });
      const values = ['post', 1, JSON.stringify(type), 1_000] as const;
      state.storage.sql.exec('insert into type values (?, ?, ?, ?)', ...values);
    });
    expect(await tenant.type('post')).toMatchObject({ name: 'post', version: 1, class: 'content' });
    expect(await tenant.putModel('opens', model, 2_000)).toMatchObject({ name: 'opens', version: 1 });
  });

  test('edge: another isolate goes on with a model for five seconds at the most, this one not at all', async ({
    expect,
  }) => {
    const { name, of, tenant } = fresh();
    await tenant.create({}, key, 1_000, { settings: defaults, eventLogPartitions: 16 });
    expect(await modelOf(of, name, 'opens', 1_000)).toBeUndefined();
    await tenant.putModel('opens', model, 1_000);
    expect(await modelOf(of, name, 'opens', 1_000)).toMatchObject({ version: 1 });
    await tenant.putModel('opens', { ...model, defaults: { x: 1 } }, 1_000);
    expect(await modelOf(of, name, 'opens', 5_999)).toMatchObject({ version: 1 });
    expect(await modelOf(of, name, 'opens', 6_000)).toMatchObject({ version: 2 });
    await tenant.putModel('opens', model, 6_000);
    modelsChanged(name);
    expect(await modelOf(of, name, 'opens', 6_000)).toMatchObject({ version: 3 });
  });
});

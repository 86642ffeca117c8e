import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { sha256Hex } from '../../src/platform/hash.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { authorizationOf } from '../../src/registry/registry.ts';
import { bindings } from '../http/world.ts';

const defaults = TenantSettings.parse({});
const key = { id: 'key_1', hash: 'h1', name: 'first key', scopes: ['admin'] as const };

function fresh() {
  const name = `tenant-${crypto.randomUUID()}`;
  return { name, of: stubs(bindings, name), tenant: stubs(bindings, name).tenant() };
}

describe('the registry of a tenant', () => {
  test('happy: settings, keys and types outlive the object', async ({ expect }) => {
    const { tenant } = fresh();
    await tenant.create(undefined, key, 1_000, defaults);
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
    expect(await tenant.type('post')).toBeUndefined();
    expect(await tenant.types('', 10)).toEqual({ items: [], next: null });
    expect(await tenant.removeKey('key_1')).toBe(false);
    const tables = await runInDurableObject(tenant, (_instance, state) =>
      state.storage.sql.exec("select name from sqlite_master where name not like '\\_cf%' escape '\\'").toArray(),
    );
    expect(tables).toEqual([]);
  });

  test('edge: another isolate goes on with what it knows for five seconds at the most', async ({ expect }) => {
    const { name, of, tenant } = fresh();
    await tenant.create(undefined, { ...key, hash: sha256Hex('h1') }, 1_000, defaults);
    expect(await authorizationOf(of, name, 'h1', 1_000)).toBeDefined();
    await tenant.removeKey('key_1');
    expect(await authorizationOf(of, name, 'h1', 5_999)).toBeDefined();
    expect(await authorizationOf(of, name, 'h1', 6_000)).toBeUndefined();
  });
});

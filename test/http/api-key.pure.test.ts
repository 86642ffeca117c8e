import { describe, test } from 'vitest';
import { newKey, tenantOfKey } from '../../src/http/api-key.ts';

describe('tenantOfKey', () => {
  test('happy: a key names its tenant, however often it is asked', ({ expect }) => {
    const { key } = newKey('köln/prod@eu');
    expect([tenantOfKey(key), tenantOfKey(key)]).toEqual(['köln/prod@eu', 'köln/prod@eu']);
  });

  test('edge: more keys than are remembered are read all the same', ({ expect }) => {
    const tenants = Array.from({ length: 2_500 }, (_each, index) => `tenant-${index}`);
    const keys = tenants.map((tenant) => newKey(tenant).key);
    expect(keys.map(tenantOfKey)).toEqual(tenants);
    expect(keys.map(tenantOfKey)).toEqual(tenants);
  });

  test('refusal: what has not the form of a key names none, also when it is asked again', ({ expect }) => {
    const { key } = newKey('acme');
    const { key: nameless } = newKey('');
    const { key: unprintable } = newKey('a\nb');
    expect(tenantOfKey(key)).toBe('acme');
    for (const text of [
      '',
      'tower_',
      key.slice(0, -1),
      `${key}A`,
      ` ${key}`,
      key.toUpperCase(),
      nameless,
      unprintable,
    ]) {
      expect([tenantOfKey(text), tenantOfKey(text)], text).toEqual([undefined, undefined]);
    }
  });
});

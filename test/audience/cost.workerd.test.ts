import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { keptAttributes } from '../../src/audience/attributes.ts';
import type { Audience } from '../../src/audience/audience.ts';
import { type EdgeRow, openAudienceStore } from '../../src/audience/audience-store.ts';
import type { Census } from '../../src/audience/census.ts';
import { type FollowRow, openCensusStore } from '../../src/audience/census-store.ts';
import { freshTenant } from './world.ts';

/** A storage that tells how many rows the statements of some work wrote and read. */
function counted(storage: DurableObjectStorage) {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const sql = new Proxy(storage.sql, {
    get: (target, key) =>
      key === 'exec'
        ? (query: string, ...bound: SqlStorageValue[]) => {
            const cursor = target.exec(query, ...bound);
            cursors.push(cursor);
            return cursor;
          }
        : Reflect.get(target, key, target),
  });
  const proxied = new Proxy(storage, {
    get: (target, key) => {
      if (key === 'sql') return sql;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const costOf = (work: () => unknown) => {
    cursors.length = 0;
    work();
    return {
      written: cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0),
      read: cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0),
    };
  };
  return { storage: proxied, costOf };
}

describe('rows an edge costs', () => {
  test('in the audience: 1 for a new one, 1 for a change, 0 for the same, 1 for a removal', async ({ expect }) => {
    await runInDurableObject(freshTenant().audience('ada', 0, 0), (_instance: Audience, state) => {
      const { storage, costOf } = counted(state.storage);
      const store = openAudienceStore(storage);
      const rows = Array.from({ length: 3_000 }, (_, index): EdgeRow => [index, `m${index}`, 'follow', 0.3]);
      expect(costOf(() => store.put(rows)).written).toBe(3_000);
      expect(costOf(() => store.put(rows)).written).toBe(0);
      expect(
        costOf(() => store.put(rows.slice(0, 10).map(([hash, member, kind]) => [hash, member, kind, 0.4]))).written,
      ).toBe(10);
      const keys = rows.slice(0, 10).map(([hash, member, kind]) => [hash, member, kind] as const);
      const removal = costOf(() => store.remove(keys));
      expect(removal.written).toBe(10);
      expect(removal.read, 'a removal goes by the key').toBeLessThan(100);
      expect(costOf(() => store.remove(keys)).written).toBe(0);
      expect(
        costOf(() => store.page({ hash: 1_000, member: '' }, 0xffffffff, 50)).read,
        'a page goes by the key',
      ).toBeLessThan(200);
      expect(costOf(() => store.rows({ from: 2_000, to: 2_099 }, undefined, 500)).read).toBeLessThan(300);
      expect(costOf(() => store.handOver(0, { from: 100, to: 199 })).written).toBe(100);
    });
  });

  test('in the census: 1 for a new one and 1 for a new member, 0 for what is known', async ({ expect }) => {
    await runInDurableObject(freshTenant().census(0), (_instance: Census, state) => {
      const { storage, costOf } = counted(state.storage);
      const store = openCensusStore(storage);
      const rows = Array.from(
        { length: 2_000 },
        (_, index): FollowRow => [`m${index % 100}`, `n${index}`, 'follow', 0.3],
      );
      const members = Array.from({ length: 100 }, (_, index) => `m${index}`);
      expect(costOf(() => store.put(rows)).written).toBe(2_000);
      expect(costOf(() => store.put(rows)).written).toBe(0);
      expect(costOf(() => store.enrol(members)).written).toBe(100);
      expect(costOf(() => store.enrol(members)).written).toBe(0);
      expect(costOf(() => store.follows('m7', undefined, 5)).read, 'follows go by the key').toBeLessThan(20);
      expect(costOf(() => store.members('m5', 10)).read).toBeLessThan(30);
      const removal = costOf(() =>
        store.remove([
          ['m1', 'n1', 'follow'],
          ['m2', 'n2', 'follow'],
        ]),
      );
      expect(removal.written).toBe(2);
      expect(removal.read).toBeLessThan(20);
    });
  });
});

describe('rows that being told of a member costs', () => {
  test('1 for a new one and for a change, 0 for the same in another order, 1 for an erasure', async ({ expect }) => {
    await runInDurableObject(freshTenant().census(0), (_instance: Census, state) => {
      const { storage, costOf } = counted(state.storage);
      const { profiles } = openCensusStore(storage);
      const rows = (attributes: Parameters<typeof keptAttributes>[0]['attributes']) =>
        Array.from({ length: 3_000 }, (_, index) => [index, `m${index}`, keptAttributes({ attributes })] as const);
      expect(costOf(() => profiles.put(rows({ plan: 'pro', age: 40, tags: ['a'] }))).written).toBe(3_000);
      expect(costOf(() => profiles.put(rows({ tags: ['a'], age: 40, plan: 'pro' }))).written).toBe(0);
      expect(costOf(() => profiles.put(rows({ tags: ['b'], age: 40, plan: 'pro' }))).written).toBe(3_000);
      expect(costOf(() => profiles.strike(7, 'm7'))).toEqual({ written: 1, read: 1 });
      expect(costOf(() => profiles.strike(7, 'm7')).written).toBe(0);
      const page = () => profiles.page({ attr: 'plan', op: 'exists' }, { hash: 1_000, member: '' }, 1_099, 50);
      expect(costOf(page), 'a page goes by the key').toMatchObject({ written: 0 });
      expect(costOf(page).read).toBeLessThan(300);
    });
  });
});

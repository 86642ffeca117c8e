import { describe, test } from 'vitest';
import { isolateCache } from '../../src/registry/isolate-cache.ts';

describe('isolateCache', () => {
  test('happy: a value is loaded once while it is fresh', async ({ expect }) => {
    const cache = isolateCache<number>(100, 10);
    let loads = 0;
    const load = async () => ++loads;
    expect([await cache.get('a', 0, load), await cache.get('a', 99, load), await cache.get('a', 100, load)]).toEqual([
      1, 1, 2,
    ]);
  });

  test('edge: what is not there is asked for every time, so that it is found as soon as it is', async ({ expect }) => {
    const cache = isolateCache<number>(100, 10);
    expect(await cache.get('a', 0, async () => undefined)).toBeUndefined();
    expect(await cache.get('a', 0, async () => 7)).toBe(7);
  });

  test('edge: the oldest leaves first, and a prefix is forgotten whole', async ({ expect }) => {
    const cache = isolateCache<string>(100, 2);
    for (const key of ['a/1', 'a/2', 'b/1']) await cache.get(key, 0, async () => key);
    const asked: string[] = [];
    const ask = (key: string) =>
      cache.get(key, 0, async () => {
        asked.push(key);
        return key;
      });
    await ask('a/2');
    await ask('b/1');
    expect(asked).toEqual([]);
    await ask('a/1');
    expect(asked).toEqual(['a/1']);
    cache.forget('a/');
    await ask('b/1');
    await ask('a/1');
    expect(asked).toEqual(['a/1', 'a/1']);
  });

  test('refusal: a load that throws leaves nothing behind', async ({ expect }) => {
    const cache = isolateCache<number>(100, 10);
    await expect(cache.get('a', 0, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await cache.get('a', 0, async () => 1)).toBe(1);
  });
});

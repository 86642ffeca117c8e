import fc from 'fast-check';
import { describe, test } from 'vitest';
import { canonical } from '../../src/platform/canonical.ts';

/** The same value with the keys of its objects the other way round. */
function turned(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(turned);
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, inner]) => [key, turned(inner)]));
}

describe('canonical', () => {
  test('happy: keys stand in their order at every depth, elements of lists where they were', ({ expect }) => {
    const value = { b: [{ d: 1, c: 2 }, 'x'], a: { z: null, Y: true } };
    expect(canonical(value)).toBe('{"a":{"Y":true,"z":null},"b":[{"c":2,"d":1},"x"]}');
  });

  test('edge: a key may be any text', ({ expect }) => {
    const value: unknown = JSON.parse('{"é":1,"":2,"__proto__":{"b":3,"a":4},"10":5,"9":6}');
    expect(canonical(value)).toBe('{"9":6,"10":5,"":2,"__proto__":{"a":4,"b":3},"é":1}');
  });

  test('law: the order of keys does not count, and nothing is lost', ({ expect }) => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonical(value);
        expect(canonical(turned(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('refusal: other values have another text', ({ expect }) => {
    const texts = [{}, [], null, '', { a: 1 }, { a: '1' }, { a: [1] }, { a: null }].map(canonical);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

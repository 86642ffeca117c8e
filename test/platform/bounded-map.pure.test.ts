import fc from 'fast-check';
import { describe, test } from 'vitest';
import { BoundedMap } from '../../src/platform/bounded-map.ts';

describe('BoundedMap', () => {
  test('happy: the entry that was put first leaves for the one too many', ({ expect }) => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('c', 3);
    expect([...map]).toEqual([
      ['b', 2],
      ['c', 3],
    ]);
  });

  test('edge: a key that is set again keeps its place, and nobody leaves for it', ({ expect }) => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2).set('a', 3);
    expect([...map]).toEqual([
      ['a', 3],
      ['b', 2],
    ]);
    expect([...map.set('c', 4).keys()]).toEqual(['b', 'c']);
  });

  test('edge: one that is deleted before it is set again is the newest', ({ expect }) => {
    const map = new BoundedMap<string, number>(2).set('a', 1).set('b', 2);
    map.delete('a');
    expect([...map.set('a', 3).set('c', 4).keys()]).toEqual(['a', 'c']);
  });

  test('edge: nothing is a key like any other', ({ expect }) => {
    const map = new BoundedMap<string | undefined, number>(1).set(undefined, 1).set('a', 2);
    expect([...map]).toEqual([['a', 2]]);
  });

  test('law: it holds what a list of pairs would that is cut from the front', ({ expect }) => {
    const key = fc.nat(9);
    const step = fc.oneof(
      fc.record({ does: fc.constant('set'), key, value: fc.nat() }),
      fc.record({ does: fc.constant('delete'), key, value: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 60 }), (most, steps) => {
        const map = new BoundedMap<number, number>(most);
        let model: [key: number, value: number][] = [];
        for (const { does, key, value } of steps) {
          const known = model.find(([each]) => each === key);
          if (does === 'delete') {
            expect(map.delete(key)).toBe(known !== undefined);
            model = model.filter((each) => each !== known);
          } else {
            map.set(key, value);
            if (known) known[1] = value;
            else model = [...model, [key, value] as [number, number]].slice(-most);
          }
          expect([...map]).toEqual(model);
          expect(map.size).toBe(model.length);
        }
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { childOf, covers, DEEPEST, FAN, placeAt, ROOT, rangeOf, slotOf, slotRange } from '../../src/audience/trie.ts';

const hash = fc.integer({ min: 0, max: 0xffffffff });

describe('the trie of an audience', () => {
  test('the root covers every hash, the deepest level has 4,096 shards', ({ expect }) => {
    expect(rangeOf(ROOT)).toEqual({ from: 0, to: 0xffffffff });
    expect(placeAt(DEEPEST, 0xffffffff)).toEqual({ level: 2, shard: 4_095 });
    expect(rangeOf({ level: 2, shard: 4_095 }).to).toBe(0xffffffff);
  });

  test('law: the way down by slots leads to the shard that covers the hash', ({ expect }) => {
    fc.assert(
      fc.property(hash, (hash) => {
        let place = ROOT;
        while (place.level < DEEPEST) {
          expect(covers(slotRange(place, slotOf(place.level, hash)), hash)).toBe(true);
          place = childOf(place, slotOf(place.level, hash));
          expect(place).toEqual(placeAt(place.level, hash));
          expect(covers(rangeOf(place), hash)).toBe(true);
        }
      }),
    );
  });

  test('law: the slots of a shard are disjoint, in order, and together the shard', ({ expect }) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: DEEPEST - 1 }), hash, (level, hash) => {
        const place = placeAt(level, hash);
        const { from, to } = rangeOf(place);
        let next = from;
        for (let slot = 0; slot < FAN; slot++) {
          const range = slotRange(place, slot);
          expect(range.from).toBe(next);
          next = range.to + 1;
        }
        expect(next).toBe(to + 1);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, test } from 'vitest';
import { type Choice, inOrder } from '../../src/channels/providers/choose.ts';

const of = (name: string, weight = 1, order = 0): Choice => ({ name, weight, order });
const firstOf = (choices: readonly Choice[], delivery: string) => inOrder(choices, delivery)[0]?.[0]?.name;

const choices = fc.uniqueArray(
  fc.record({
    name: fc.string({ minLength: 1, maxLength: 8 }),
    weight: fc.integer({ min: 0, max: 5 }),
    order: fc.nat(3),
  }),
  {
    selector: ({ name }) => name,
    maxLength: 6,
  },
);

describe('which provider is asked first', () => {
  test('happy: shares follow the weights', ({ expect }) => {
    const all = [of('a', 1), of('b', 3), of('c', 6)];
    const counts: Record<string, number> = {};
    for (let number = 0; number < 20_000; number++) {
      const first = firstOf(all, `notification-${number} email`) ?? '';
      counts[first] = (counts[first] ?? 0) + 1;
    }
    // Three standard deviations of 20,000 draws are below one percent.
    expect(counts.a).toBeGreaterThan(1_800);
    expect(counts.a).toBeLessThan(2_200);
    expect(counts.b).toBeGreaterThan(5_800);
    expect(counts.b).toBeLessThan(6_200);
  });

  test('edge: weight 0 is asked only after the others, alone at once', ({ expect }) => {
    for (let number = 0; number < 200; number++) expect(firstOf([of('a', 0), of('b', 0.001)], `${number}`)).toBe('b');
    expect(firstOf([of('a', 0)], 'x')).toBe('a');
  });

  test('happy: the least order is a group before the next', ({ expect }) => {
    const groups = inOrder([of('c', 1, 7), of('a', 1, 0), of('b', 9, 0)], 'x');
    expect(groups.map((group) => group.map(({ name }) => name).toSorted())).toEqual([['a', 'b'], ['c']]);
  });

  test('law: everybody is in exactly one place, whatever order they are told in', ({ expect }) => {
    fc.assert(
      fc.property(choices, fc.string(), (all, delivery) => {
        const groups = inOrder(all, delivery);
        expect(groups.flat()).toHaveLength(all.length);
        expect(new Set(groups.flat())).toEqual(new Set(all));
        expect(inOrder(all.toReversed(), delivery)).toEqual(groups);
      }),
    );
  });

  test('law: one that goes changes nothing between the others', ({ expect }) => {
    fc.assert(
      fc.property(choices, fc.string(), fc.nat(5), (all, delivery, place) => {
        const gone = all[place % Math.max(1, all.length)];
        const before = inOrder(all, delivery)
          .flat()
          .filter((each) => each !== gone);
        expect(
          inOrder(
            all.filter((each) => each !== gone),
            delivery,
          ).flat(),
        ).toEqual(before);
      }),
    );
  });
});

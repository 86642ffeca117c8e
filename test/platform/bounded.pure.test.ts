import { describe, test } from 'vitest';
import { bounded } from '../../src/platform/bounded.ts';
import { addTallies, countBy } from '../../src/platform/tally.ts';

describe('bounded', () => {
  test('happy: answers in order, with never more under way than allowed', async ({ expect }) => {
    let [underWay, most] = [0, 0];
    const answers = await bounded([5, 1, 4, 2, 3], 2, async (input) => {
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < input; turn++) await null;
      underWay--;
      return input * 10;
    });
    expect(answers.map((answer) => answer.status === 'fulfilled' && answer.value)).toEqual([50, 10, 40, 20, 30]);
    expect(most).toBe(2);
  });

  test('edge: nothing to do is done', async ({ expect }) => {
    expect(await bounded([], 4, async () => 1)).toEqual([]);
  });

  test('refusal: one that throws, at once or later, stops nobody else', async ({ expect }) => {
    const answers = await bounded([1, 2, 3], 1, (input) => {
      if (input === 2) throw new Error('no');
      return Promise.resolve(input);
    });
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});

describe('tallies', () => {
  test('count and add by name', ({ expect }) => {
    expect(addTallies(countBy(['a', 'b', 'a']), {}, { b: 2, c: 1 })).toEqual({ a: 2, b: 3, c: 1 });
  });
});

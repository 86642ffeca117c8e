import fc from 'fast-check';
import { describe, test } from 'vitest';
import { diversityBeside } from '../../src/decide/selection/diversity.ts';
import { DAY } from '../../src/decide/volume/rolling-cap.ts';
import { activityOf, memberOf, NOON } from './cases.ts';
import { row } from './past.ts';
import { competeOne, held, one } from './portfolio-cases.ts';

describe('more of the same', () => {
  test('happy: something else rings instead of what is only a little better', ({ expect }) => {
    const two = { memberPerDay: 2 };
    const same = { ...two, item: 'post' };
    expect(competeOne([held('A', 0.4, same), held('B', 0.3, same), held('C', 0.2, two)])).toEqual(['A', 'C']);
    expect(competeOne([held('A', 0.4, same), held('B', 0.3, same), held('C', 0.1, two)])).toEqual(['A', 'B']);
  });

  test('edge: what rang in the last 24 hours counts, what rang before does not', ({ expect }) => {
    const ringsAfter = (ago: number) => {
      const history = [row('Z', { actor: 'ada', interruptedAt: NOON - ago })];
      return competeOne(
        [held('A', 0.4, { ...one, actor: 'ada' }), held('B', 0.3, one)],
        memberOf({ past: { history, engagements: [] } }),
      );
    };
    expect(ringsAfter(DAY - 1)).toEqual(['B']);
    expect(ringsAfter(DAY)).toEqual(['A']);
  });

  test('refusal: what is worth less than nothing does not gain by it', ({ expect }) => {
    const two = { memberPerDay: 2 };
    const same = { ...two, item: 'post' };
    expect(competeOne([held('A', 0.4, same), held('B', -0.2, same), held('C', -0.3, two)])).toEqual(['A', 'C']);
  });

  test('law: a factor up to 1, and never more for more that rang', ({ expect }) => {
    const name = fc.option(fc.constantFrom('a', 'b'), { nil: undefined });
    const thing = fc.record({ type: fc.constantFrom('s', 't'), actor: name, item: name });
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 30 }), thing, thing, (rung, more, { type, actor, item }) => {
        const activity = { ...activityOf({ type }), actor: actor ?? 'nobody', item: item ?? 'nothing' };
        const before = diversityBeside(rung)(activity);
        const after = diversityBeside([...rung, more])(activity);
        expect(before).toBeLessThanOrEqual(1);
        expect(after).toBeLessThanOrEqual(before);
        expect(after).toBeGreaterThanOrEqual(0.1);
      }),
    );
  });
});

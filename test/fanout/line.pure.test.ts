import fc from 'fast-check';
import { describe, test } from 'vitest';
import { expired, MOST_WEIGHT, startable, type Turn } from '../../src/fanout/line.ts';
import { weightOf } from '../../src/fanout/turn.ts';

const turns = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 64 }), running: fc.boolean(), until: fc.nat(1_000) }), {
    maxLength: 40,
  })
  .map((all) => all.map((each, position): Turn => ({ ...each, position, event: `event-${position}` })));
const sum = (all: readonly Turn[]) => all.reduce((total, { weight }) => total + weight, 0);

describe('the line of a tenant', () => {
  test('law: who starts fits beside who is under way, and nobody overtakes', ({ expect }) => {
    fc.assert(
      fc.property(turns, (all) => {
        const starting = startable(all);
        const running = all.filter((turn) => turn.running);
        const waiting = all.filter((turn) => !turn.running);
        if (starting.length > 0) expect(sum(running) + sum(starting)).toBeLessThanOrEqual(MOST_WEIGHT);
        expect(starting).toEqual(waiting.slice(0, starting.length));
        // Nobody waits without need: the first who does not start would not fit.
        const next = waiting[starting.length];
        if (next) expect(sum(running) + sum(starting) + next.weight).toBeGreaterThan(MOST_WEIGHT);
      }),
    );
  });

  test('happy: four that use all their credit, and as many more of the small ones', ({ expect }) => {
    const large = Array.from({ length: 6 }, (_each, position): Turn => {
      return { event: `${position}`, position, weight: weightOf(1_000_000), running: false, until: 0 };
    });
    expect(startable(large)).toHaveLength(4);
    expect(startable(large.map((turn) => ({ ...turn, weight: weightOf(1_000) })))).toHaveLength(6);
  });

  test('edge: what is one batch weighs nothing, and nothing more than the credit', ({ expect }) => {
    expect([0, 1, 250, 251, 500, 16_000, 1_000_000].map(weightOf)).toEqual([0, 0, 0, 2, 2, 64, 64]);
  });

  test('edge: who has not been heard of is forgotten', ({ expect }) => {
    const turn = { position: 1, weight: 1, running: true };
    const all = [
      { ...turn, event: 'old', until: 10 },
      { ...turn, event: 'new', until: 11 },
    ];
    expect(expired(all, 10).map(({ event }) => event)).toEqual(['old']);
  });
});

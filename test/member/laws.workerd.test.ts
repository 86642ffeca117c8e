import fc from 'fast-check';
import { describe, test } from 'vitest';
import { simulate } from './simulation.ts';
import { ALL_TYPES } from './simulation-types.ts';
import { worlds } from './simulation-world.ts';

/** Acts of a world at the most. */
const STEPS = 40;

/** Types that meet one another in a world, and how many worlds there are of them. */
const FAMILIES = [
  ['types of every kind', ALL_TYPES, 250],
  ['what waits for a slot', ['post', 'secret', 'rare', 'offer', 'message'], 180],
  ['digests', ['news', 'feed', 'brief', 'post'], 200],
  ['reminders and escalations', ['alert', 'nudge', 'call', 'like'], 180],
  ['groups', ['like', 'like', 'like', 'message'], 120],
  ['moments of the day', ['tip', 'pick', 'post', 'news'], 120],
] as const;

/** What has to come up in the worlds, for their laws to say something. */
const MUST_OCCUR = [
  'send interrupt',
  'send timeline',
  'send digest',
  'send reminder',
  'send escalation',
  'send already-seen',
  'send expired',
  'send muted-actor',
  'hold member-cap',
  'hold type-cap',
  'hold spacing',
  'hold portfolio',
  'hold digest',
  'hold quiet-hours',
  'hold snoozed',
  'hold moment',
  'hold best-time',
  'merge digest',
  'merge collapsed',
  'drop recalled',
  'drop expired',
];

test('the worlds are wide enough: all that can become of a notification does', async ({ expect }) => {
  const reasons = new Set<string>();
  for (const [, types] of FAMILIES) {
    for (const world of fc.sample(worlds(types, STEPS), { numRuns: 16, seed: 1 })) {
      for (const reason of await simulate(world, expect)) reasons.add(reason);
    }
  }
  expect([...reasons]).toEqual(expect.arrayContaining(MUST_OCCUR));
}, 60_000);

describe('whatever happens, in whatever order', () => {
  test.for(FAMILIES)('law: %s', { timeout: 120_000 }, async ([, types, numRuns], { expect }) => {
    await fc.assert(
      fc.asyncProperty(worlds(types, STEPS), async (world) => {
        await simulate(world, expect);
      }),
      { numRuns },
    );
  });
});

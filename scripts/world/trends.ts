import type { z } from 'zod';
import type { EventInput } from '../../src/client/events.ts';
import type { FeatureLine } from '../../src/contract/features.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import { WORLD_SOURCE } from './act.ts';
import { INTERESTS } from './people.ts';
import { pick, type Random } from './random.ts';
import { textAbout } from './texts.ts';
import type { World } from './world.ts';

/** What everybody in the world hears of, if it is worth it to them. */
export const NEWSROOM = 'newsroom';
/** How often people have read about a topic of theirs, as the product would count it. */
export const READING = 'reading';
const OFTEN = 5;

/** Who would open a trend: those who read about its topic, and those who opened trends before. */
export const DEMO_MODELS: Readonly<Record<string, z.input<typeof ModelDefinition>>> = {
  interest: {
    kind: 'logistic',
    open: { intercept: -3, weights: { [`edge.${READING}.articles`]: 0.5, 'type.opened.30d': 0.2 } },
  },
};

/** The features that the model looks at: each person towards each topic of theirs. */
export function readingOf({ people }: World): z.input<typeof FeatureLine>[] {
  return people.flatMap(({ id, interests }) =>
    interests.map((entity, place) => ({ member: id, entity, features: { articles: OFTEN + 2 * place } })),
  );
}

/** Something that is read a lot at the moment: to everybody, and only those it may interest are even asked. */
export function trend(id: string, random: Random): EventInput {
  const topic = pick(random, INTERESTS);
  return {
    id,
    source: WORLD_SOURCE,
    type: 'trend',
    data: {
      item: { id: `trend-${id}`, entities: [topic] },
      audience: { of: NEWSROOM },
      payload: { text: textAbout('trend', topic, random) },
    },
  };
}

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
/** What people have read, as the product would count it. */
export const READING = 'reading';
/** Articles about a topic of theirs, and articles at all: some read a lot, some hardly anything. */
const ABOUT_A_TOPIC = 5;
const MOST_ARTICLES = 13;

/** Who would open a trend: those who read a lot, those who read about its topic, and those who opened trends before. */
export const DEMO_MODELS: Readonly<Record<string, z.input<typeof ModelDefinition>>> = {
  interest: {
    kind: 'logistic',
    open: {
      intercept: -4,
      weights: {
        [`recipient.${READING}.articles`]: 0.25,
        [`edge.${READING}.articles`]: 0.1,
        'type.opened.30d': 0.2,
      },
    },
  },
};

/** The features that the model looks at: of each person, and of each person towards each topic of theirs. */
export function readingOf({ people }: World): z.input<typeof FeatureLine>[] {
  return people.flatMap(({ id, interests }, rank) => [
    { member: id, features: { articles: (7 * rank) % MOST_ARTICLES } },
    ...interests.map((entity, place) => ({
      member: id,
      entity,
      features: { articles: ABOUT_A_TOPIC + 2 * place },
    })),
  ]);
}

/** Something that is read a lot at the moment: to everybody, and those whom no topic could interest enough are not even asked. */
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

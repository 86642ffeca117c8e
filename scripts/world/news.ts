import type { EventInput } from '../../src/client/events.ts';
import { WORLD_SOURCE } from './act.ts';
import { othersThan } from './follows.ts';
import { INTERESTS } from './people.ts';
import { pick, type Random, sample } from './random.ts';
import { textAbout, textsAbout } from './texts.ts';
import type { World } from './world.ts';

/** People who are told of a topic, at the most: each of them gets a digest, also by email. */
const FANS = 4;
/** News of a topic at a time: at least, and at most so many more. */
const NEWS_LEAST = 2;
const NEWS_MORE = 1;

/** What the product itself tells its people: nobody did it, so it has no actor. Of a topic there are several news. */
export function news(world: World, kind: 'topic' | 'suggestion' | 'sign-in', id: string, random: Random): EventInput[] {
  const { to, texts, topic } = { topic: topicNews, suggestion, 'sign-in': signIn }[kind](world, random);
  return texts.map((text, index) => {
    const own = index === 0 ? id : `${id}-${index}`;
    return {
      id: own,
      source: WORLD_SOURCE,
      type: kind,
      data: {
        item: { id: `${kind}-${own}`, ...(topic === undefined ? {} : { entities: [topic] }) },
        recipients: [...to],
        payload: { text },
      },
    };
  });
}

interface Told {
  readonly to: readonly string[];
  readonly texts: readonly string[];
  readonly topic?: string;
}

function topicNews({ people }: World, random: Random): Told {
  const topic = pick(random, INTERESTS);
  const fans = people.filter(({ interests }) => interests.includes(topic));
  const to = sample(random, fans.length > 0 ? fans : people, FANS).map(({ id }) => id);
  const count = NEWS_LEAST + Math.floor(random() * (NEWS_MORE + 1));
  return { to, texts: textsAbout('topic', topic, count, random), topic };
}

function suggestion(world: World, random: Random): Told {
  const person = pick(random, world.people);
  const strangers = othersThan(world, person.id).filter(
    (other) => !world.follows.some(({ from, to }) => from === person.id && to === other),
  );
  const topic = pick(random, person.interests);
  const likeMinded = world.people.filter(({ id, interests }) => strangers.includes(id) && interests.includes(topic));
  const name = likeMinded.length > 0 ? pick(random, likeMinded).name : 'Somebody';
  return { to: [person.id], texts: [`${name} is into ${topic} too.`], topic };
}

function signIn({ people }: World, random: Random): Told {
  return { to: [pick(random, people).id], texts: [textAbout('sign-in', '', random)] };
}

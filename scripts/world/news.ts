import type { EventInput } from '../../src/client/events.ts';
import { WORLD_SOURCE } from './act.ts';
import { othersThan } from './follows.ts';
import { INTERESTS } from './people.ts';
import { pick, type Random } from './random.ts';
import { textAbout } from './texts.ts';
import type { World } from './world.ts';

/** What the product itself tells its people: nobody did it, so it has no actor. */
export function news(world: World, kind: 'topic' | 'suggestion' | 'sign-in', id: string, random: Random): EventInput {
  const told = { topic: topicNews, suggestion, 'sign-in': signIn }[kind](world, random);
  return {
    id,
    source: WORLD_SOURCE,
    type: kind,
    data: {
      item: { id: `${kind}-${id}`, ...(told.topic === undefined ? {} : { entities: [told.topic] }) },
      recipients: told.to,
      payload: { text: told.text },
    },
  };
}

interface Told {
  readonly to: string[];
  readonly text: string;
  readonly topic?: string;
}

function topicNews({ people }: World, random: Random): Told {
  const topic = pick(random, INTERESTS);
  const fans = people.filter(({ interests }) => interests.includes(topic));
  const to = (fans.length > 0 ? fans : people).map(({ id }) => id);
  return { to, text: textAbout('topic', topic, random), topic };
}

function suggestion(world: World, random: Random): Told {
  const person = pick(random, world.people);
  const strangers = othersThan(world, person.id).filter(
    (other) => !world.follows.some(({ from, to }) => from === person.id && to === other),
  );
  const topic = pick(random, person.interests);
  const likeMinded = world.people.filter(({ id, interests }) => strangers.includes(id) && interests.includes(topic));
  const name = likeMinded.length > 0 ? pick(random, likeMinded).name : 'Somebody';
  return { to: [person.id], text: `${name} is into ${topic} too.`, topic };
}

function signIn({ people }: World, random: Random): Told {
  return { to: [pick(random, people).id], text: textAbout('sign-in', '', random) };
}

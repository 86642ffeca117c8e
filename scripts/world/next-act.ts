import type { EventInput } from '../../src/client/events.ts';
import type { Person } from './people.ts';
import { pick, pickWeighted, type Random } from './random.ts';
import { textAbout } from './texts.ts';
import type { World } from './world.ts';

/** The `source` of everything that the demo world does. */
export const WORLD_SOURCE = 'urn:tower:demo-world';

/** How often each kind of act happens. */
const KINDS = [
  ['post', 30],
  ['comment', 22],
  ['like', 26],
  ['mention', 10],
  ['message', 12],
] as const;

/** A post that later acts refer to. */
export interface Post {
  readonly id: string;
  readonly author: string;
  readonly topic: string;
}

/** Posts that are still talked about. */
const REMEMBERED = 30;

/**
 * The next thing that happens in the world, as the event a producer would post, and the posts that are talked about
 * after it. `id` makes the act's ids; the act itself is drawn from `random` alone.
 */
export function nextAct(
  world: World,
  posts: readonly Post[],
  id: string,
  random: Random,
): { readonly event: EventInput; readonly posts: readonly Post[] } {
  // Before anybody has posted there is nothing to comment on.
  const kind = posts.length === 0 ? 'post' : pickWeighted(random, KINDS);
  if (kind === 'post') return publish(world, posts, id, random);
  const event = kind === 'message' ? message(world, id, random) : react(world, posts, kind, id, random);
  return { event, posts };
}

function publish(world: World, posts: readonly Post[], id: string, random: Random) {
  const author = actor(world, random);
  const topic = pick(random, author.interests);
  const item = `post-${id}`;
  const event: EventInput = {
    id,
    source: WORLD_SOURCE,
    type: 'post',
    data: {
      actor: author.id,
      item: { id: item, entities: [topic] },
      audience: { of: author.id },
      payload: { text: textAbout('post', topic, random) },
    },
  };
  return { event, posts: [...posts, { id: item, author: author.id, topic }].slice(-REMEMBERED) };
}

function react(
  world: World,
  posts: readonly Post[],
  kind: 'comment' | 'like' | 'mention',
  id: string,
  random: Random,
): EventInput {
  const post = pick(random, posts);
  const readers = followersOf(world, post.author);
  const reader = pick(random, readers.length > 0 ? readers : others(world, post.author));
  const recipient = kind === 'mention' ? pick(random, others(world, reader)) : post.author;
  return {
    id,
    source: WORLD_SOURCE,
    type: kind,
    data: {
      actor: reader,
      item: { id: post.id, entities: [post.topic] },
      recipients: [recipient],
      payload: { text: textAbout(kind, post.topic, random) },
    },
  };
}

function message(world: World, id: string, random: Random): EventInput {
  const sender = pick(random, world.people);
  const friends = world.follows.filter((edge) => edge.from === sender.id).map((edge) => edge.to);
  return {
    id,
    source: WORLD_SOURCE,
    type: 'message',
    data: {
      actor: sender.id,
      item: { id: `message-${id}` },
      recipients: [pick(random, friends.length > 0 ? friends : others(world, sender.id))],
      payload: { text: textAbout('message', pick(random, sender.interests), random) },
    },
  };
}

/** Those who are followed more also say more. */
function actor(world: World, random: Random): Person {
  return pickWeighted(
    random,
    world.people.map((person) => [person, 1 + followersOf(world, person.id).length] as const),
  );
}

function followersOf(world: World, id: string): string[] {
  return world.follows.filter((edge) => edge.to === id).map((edge) => edge.from);
}

function others(world: World, id: string): string[] {
  return world.people.map((person) => person.id).filter((other) => other !== id);
}

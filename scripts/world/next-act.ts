import type { EventInput } from '../../src/client/events.ts';
import { type Act, type Post, WORLD_SOURCE } from './act.ts';
import { followersOf, othersThan } from './follows.ts';
import { news } from './news.ts';
import type { Person } from './people.ts';
import { pick, pickWeighted, type Random } from './random.ts';
import { reactions } from './reactions.ts';
import { textAbout } from './texts.ts';
import { trend } from './trends.ts';
import type { World } from './world.ts';

/** How often each kind of act happens. */
const KINDS = [
  ['post', 29],
  ['comment', 16],
  ['like', 22],
  ['mention', 9],
  ['message', 11],
  ['topic', 7],
  ['trend', 6],
  ['suggestion', 2],
  ['sign-in', 4],
] as const;

/** Posts that are still talked about. */
const REMEMBERED = 30;

/**
 * The next thing that happens in the world. `posts` are those that are talked about, `id` makes the act's ids; the act
 * itself is drawn from `random` alone.
 */
export function nextAct(world: World, posts: readonly Post[], id: string, random: Random): Act {
  // Before anybody has posted there is nothing to comment on.
  const kind = posts.length === 0 ? 'post' : pickWeighted(random, KINDS);
  switch (kind) {
    case 'post':
      return publish(world, posts, id, random);
    case 'message':
      return { events: [message(world, id, random)], posts };
    case 'comment':
    case 'like':
    case 'mention':
      return reactions(world, posts, kind, id, random);
    case 'trend':
      return { events: [trend(id, random)], posts };
    default:
      return { events: news(world, kind, id, random), posts };
  }
}

function publish(world: World, posts: readonly Post[], id: string, random: Random): Act {
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
  return { events: [event], posts: [...posts, { id: item, author: author.id, topic, likedBy: [] }].slice(-REMEMBERED) };
}

function message(world: World, id: string, random: Random): EventInput {
  const sender = pick(random, world.people);
  const friends = world.follows.filter((edge) => edge.from === sender.id).map((edge) => edge.to);
  const recipient = pick(random, friends.length > 0 ? friends : othersThan(world, sender.id));
  return {
    id,
    source: WORLD_SOURCE,
    type: 'message',
    data: {
      actor: sender.id,
      item: { id: `message-${id}` },
      recipients: [recipient],
      payload: {
        text: textAbout('message', pick(random, sender.interests), random),
        // The same whoever writes: it can be muted.
        conversation: [sender.id, recipient].sort().join('+'),
      },
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

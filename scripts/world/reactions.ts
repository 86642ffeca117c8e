import type { EventInput } from '../../src/client/events.ts';
import { type Act, type Post, WORLD_SOURCE } from './act.ts';
import { followersOf, othersThan } from './follows.ts';
import { pick, pickWeighted, type Random, sample } from './random.ts';
import { textAbout } from './texts.ts';
import type { World } from './world.ts';

/** Likes that come one right after the other: at least, and at most so many more. */
const LIKES_LEAST = 2;
const LIKES_MORE = 7;

/**
 * What readers of a post do with it. What the well-known say is reacted to more. Likes come in a rush, one of each
 * reader; a post that all its readers like already is commented on.
 */
export function reactions(
  world: World,
  posts: readonly Post[],
  wanted: 'comment' | 'like' | 'mention',
  id: string,
  random: Random,
): Act {
  const post = pickWeighted(
    random,
    posts.map((each) => [each, 1 + followersOf(world, each.author).length] as const),
  );
  const followers = followersOf(world, post.author);
  const readers = followers.length > 0 ? followers : othersThan(world, post.author);
  if (wanted === 'like') {
    const left = readers.filter((reader) => !post.likedBy.includes(reader));
    const fans = sample(random, left, LIKES_LEAST + Math.floor(random() * (LIKES_MORE + 1)));
    if (fans.length > 0) return likes(post, posts, fans, id, random);
  }
  const kind = wanted === 'mention' ? 'mention' : 'comment';
  const reader = pick(random, readers);
  const recipient = kind === 'mention' ? pick(random, othersThan(world, reader)) : post.author;
  return { events: [reaction(kind, post, reader, recipient, id, random)], posts };
}

function likes(post: Post, posts: readonly Post[], fans: readonly string[], id: string, random: Random): Act {
  const liked: Post = { ...post, likedBy: [...post.likedBy, ...fans] };
  return {
    events: fans.map((fan, index) =>
      reaction('like', post, fan, post.author, index === 0 ? id : `${id}-${index}`, random),
    ),
    posts: posts.map((each) => (each === post ? liked : each)),
  };
}

function reaction(
  type: 'comment' | 'like' | 'mention',
  post: Post,
  actor: string,
  recipient: string,
  id: string,
  random: Random,
): EventInput {
  return {
    id,
    source: WORLD_SOURCE,
    type,
    data: {
      actor,
      item: { id: post.id, entities: [post.topic] },
      recipients: [recipient],
      payload: { text: textAbout(type, post.topic, random) },
    },
  };
}

import type { EventInput } from '../../src/client/events.ts';

/** The `source` of everything that the demo world does. */
export const WORLD_SOURCE = 'urn:tower:demo-world';

/** A post that later acts refer to. */
export interface Post {
  readonly id: string;
  readonly author: string;
  readonly topic: string;
  readonly likedBy: readonly string[];
}

/** Something that happens in the world, as the events a producer would post: several when it happens to catch on. */
export interface Act {
  readonly events: readonly EventInput[];
  /** The posts that are talked about after it. */
  readonly posts: readonly Post[];
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tower } from '../../src/client/tower.ts';
import type { Post } from './act.ts';
import { nextAct } from './next-act.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Time between two acts, ms: at least, and at most so much more. */
const PAUSE_LEAST = 2_000;
const PAUSE_MORE = 4_000;
/** Time between two events of one act, ms: less than a page takes to count an entry as seen, so that it can grow. */
const RUSH_LEAST = 200;
const RUSH_MORE = 400;

/** What a world needs to live; all but the first two have a default. */
export interface PostingOptions {
  readonly signal: AbortSignal;
  /** Told of an act that could not be posted; the world goes on. */
  readonly onFailure: (error: unknown) => void;
  readonly random?: Random;
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** Lets things happen in the world, one act every few seconds, until the signal is aborted. */
export async function keepPosting(tower: Tower, world: World, options: PostingOptions): Promise<void> {
  const { signal, onFailure, random = Math.random, pause = pauseFor } = options;
  let posts: readonly Post[] = [];
  while (!signal.aborted) {
    // Every start does new things; only the people and whom they follow stay the same.
    const act = nextAct(world, posts, randomUUID(), random);
    try {
      for (const [index, event] of act.events.entries()) {
        if (index > 0) await pause(RUSH_LEAST + random() * RUSH_MORE, signal);
        if (signal.aborted) return;
        await tower.events.post({ ...event, time: new Date().toISOString() });
      }
      posts = act.posts;
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
    await pause(PAUSE_LEAST + random() * PAUSE_MORE, signal);
  }
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  // An abort during the pause ends it early; the loop sees it.
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}

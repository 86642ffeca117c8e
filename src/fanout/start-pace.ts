import type { Lane } from '../contract/lane.ts';
import type { Quota } from '../platform/token-bucket.ts';
import { MOST_WEIGHT } from './line.ts';

/**
 * The pace at which the small fan-outs of one tenant begin in a lane: those of a single batch, which do not stand in its
 * line. `rate` is starts a second (default below, 1..5,000, which is what a queue takes), `burst` starts at once after a
 * quiet while (1..5,000).
 *
 * A consumer asks 16 members at once; at 15 ms each a full batch takes it a quarter of a second. So `live` (50 consumers
 * × 4 messages) ends about 800 of them a second, and `bulk` (20 × 4) about 320: a tenant begins a quarter and a third of
 * that, or 50,000 and 25,000 members a second. The burst is what the line lets larger ones have in a queue.
 */
export const START_PACES: Readonly<Record<Lane, Quota>> = {
  urgent: { rate: 200, burst: MOST_WEIGHT },
  live: { rate: 200, burst: MOST_WEIGHT },
  bulk: { rate: 100, burst: MOST_WEIGHT },
};

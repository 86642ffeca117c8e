import type { BoundKey } from '../contract/activity.ts';
import type { LearnTicket } from '../contract/bound.ts';
import type { OfferedBound } from '../member/offer.ts';
import type { Stubs } from '../platform/stubs.ts';

/**
 * How an audience hears what its members said of themselves. Never throws for a shard that cannot be reached. The room of
 * audiences has the one there is; it is handed in, so that this room stays to its right.
 */
export type LearnBounds = (
  of: Stubs,
  bound: BoundKey,
  tickets: readonly LearnTicket[],
  learnt: readonly OfferedBound[],
) => Promise<void>;

/** Forgets it: everybody is asked the next time. */
export const learnNothing: LearnBounds = async () => {};

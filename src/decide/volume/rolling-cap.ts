import type { Interruption } from '../member-state.ts';

/** ms */
export const HOUR = 3_600_000;
/** ms */
export const DAY = 24 * HOUR;

/** Where a rolling cap stands: how many count now, and when there is room again (`now` when there is). */
export interface CapState {
  readonly used: number;
  readonly nextSlot: number;
}

/**
 * A rolling cap of `limit` interruptions in any window of `window` ms. There is room as soon as the `limit`-th newest
 * one leaves the window. A limit of 0 never has room: the next slot is infinitely far.
 */
export function rollingCap(
  interruptions: readonly Interruption[],
  limit: number,
  window: number,
  now: number,
): CapState {
  const inside = interruptions.filter((each) => each.at > now - window);
  if (inside.length < limit) return { used: inside.length, nextSlot: now };
  const blocking = inside.sort((one, other) => one.at - other.at)[inside.length - limit];
  return { used: inside.length, nextSlot: blocking ? blocking.at + window : Number.POSITIVE_INFINITY };
}

import type { Quota } from '../platform/token-bucket.ts';

/** Tokens that an isolate holds of a producer, and how many it asks for next. */
export interface Lease {
  tokens: number;
  /** ms since the epoch. */
  until: number;
  /** Tokens to ask for beyond what is needed: grows with what this isolate really uses. */
  ahead: number;
  /** A request is on its way to the gate for more: those beside it ask for what they need, and no more. */
  isAsking: boolean;
}

/** A lease not used up after this long is given up, so that a burst of one isolate is not spent twice, ms. */
const LEASE_FOR = 1_000;
/** A lease is at most this part of a second's quota: small enough to be fair to the other isolates. */
const LEASE_PART = 0.05;
/** Tokens asked for ahead by an isolate that has just begun to use up its leases. */
const FIRST_AHEAD = 4;

/**
 * The lease as it stands at `now` (ms): a fresh, empty one when there is none or its time is over. An isolate that
 * did not use up its last lease asks for no more than it needs, so that many quiet isolates do not hold the quota of
 * a busy one.
 */
export function leaseAt(lease: Lease | undefined, now: number): Lease {
  if (lease && lease.until > now) return lease;
  return { tokens: 0, until: now + LEASE_FOR, ahead: 0, isAsking: false };
}

/** How many tokens to ask the gate for when the lease has run out; the next time it will be more. */
export function askFor(lease: Lease, needed: number, { rate }: Quota): number {
  const wanted = needed + lease.ahead;
  lease.ahead = Math.min(Math.max(FIRST_AHEAD, lease.ahead * 2), Math.floor(rate * LEASE_PART));
  return wanted;
}

import type { Quota } from '../platform/token-bucket.ts';

/** Tokens that an isolate holds of a producer, and how many it asks for next. */
export interface Lease {
  tokens: number;
  /** ms since the epoch. */
  until: number;
  /** Tokens to be filled up to: grows with what this isolate really uses. */
  ahead: number;
  /** With fewer left it is filled up, so that those who come meanwhile find some. */
  low: number;
  /** A request is on its way to the gate for more: those beside it ask for what they need, and no more. */
  isAsking: boolean;
}

/** What a request asks the gate for. */
export interface Ask {
  /** Tokens that it has taken from the lease already. */
  readonly taken: number;
  /** Tokens that it cannot go on without. */
  readonly needed: number;
  readonly wanted: number;
  /** Whether it asks for those who come after it too. */
  readonly isAhead: boolean;
}

/** A lease that is not filled up for this long is given up, so that a burst of one isolate is not spent twice, ms. */
const LEASE_FOR = 1_000;
/** What is used up this soon was too little, ms: so many times more would have lasted. */
const SOON = 250;
const MORE = LEASE_FOR / SOON;
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
  return { tokens: 0, until: now + LEASE_FOR, ahead: 0, low: 0, isAsking: false };
}

/**
 * Spends tokens of a lease on so many events. Gives what to ask the gate for when there are too few, or soon will be.
 * Tokens are taken before that is asked, so that a request beside this one does not count them too.
 */
export function spend(lease: Lease, events: number, quota: Quota, now: number): Ask | undefined {
  const taken = Math.min(lease.tokens, events);
  lease.tokens -= taken;
  const needed = events - taken;
  const isAhead = !lease.isAsking && (needed > 0 || lease.tokens < lease.low);
  if (needed === 0 && !isAhead) return undefined;
  return { taken, needed, wanted: needed + (isAhead ? askAhead(lease, quota, now) : 0), isAhead };
}

/** Books what the gate has granted. False when the request may not go on: then what it had taken is there again. */
export function settle(lease: Lease, { taken, needed, isAhead }: Ask, granted: number, now: number): boolean {
  const mayGoOn = granted >= needed;
  lease.tokens += mayGoOn ? granted - needed : taken;
  if (isAhead && granted > 0) lease.until = Math.max(lease.until, now + LEASE_FOR);
  return mayGoOn;
}

/** How many tokens fill the lease up; next time it will be more, when it has come to this soon. */
function askAhead(lease: Lease, { rate }: Quota, now: number): number {
  const { tokens, until, ahead } = lease;
  lease.isAsking = true;
  lease.low = Math.floor(ahead / 2);
  const isSoon = until - now > LEASE_FOR - SOON;
  if (isSoon) lease.ahead = Math.min(Math.max(FIRST_AHEAD, ahead * MORE), Math.floor(rate * LEASE_PART));
  return Math.max(0, ahead - tokens);
}

import { proxyDurable } from 'itty-durable';
import type { Environment } from '../platform/environment.ts';
import { objectName } from '../platform/names.ts';
import type { Lease } from './gate.ts';
import type { Quota } from './token-bucket.ts';

/** A lease not used up after this long is given up, so that a burst of one isolate is not spent twice, ms. */
const LEASE_FOR = 1_000;
/** A lease is this part of a second's quota: small enough to be fair, large enough to be off the hot path. */
const LEASE_PART = 0.05;
/** Producers whose leases this isolate remembers. */
const MOST_LEASES = 5_000;

const leases = new Map<string, { tokens: number; until: number }>();

interface GateStub {
  get(name: string): { lease(needed: number, wanted: number, quota: Quota, now: number): Promise<Lease> };
}

/**
 * Lets `events` of a producer through, or says in how many ms to come back (0 means go on).
 * Tokens are leased from the producer's gate in batches, so most requests do not leave the isolate.
 */
export async function admit(
  env: Environment,
  tenant: string,
  producer: string,
  events: number,
  quota: Quota,
  now: number,
): Promise<number> {
  const name = objectName(tenant, producer);
  const lease = freshLease(name, now);
  if (lease.tokens >= events) {
    lease.tokens -= events;
    return 0;
  }
  // Taken before the call, so that a request beside this one does not count them too.
  const left = lease.tokens;
  lease.tokens = 0;
  const needed = events - left;
  const wanted = Math.max(needed, Math.floor(quota.rate * LEASE_PART));
  const { granted, retryAfter } = await gateOf(env).get(name).lease(needed, wanted, quota, now);
  const rest = freshLease(name, now);
  rest.tokens += granted === 0 ? left : granted - needed;
  return granted === 0 ? Math.max(1, retryAfter) : 0;
}

function freshLease(name: string, now: number): { tokens: number; until: number } {
  const known = leases.get(name);
  if (known && known.until > now) return known;
  leases.delete(name);
  if (leases.size >= MOST_LEASES) leases.delete(leases.keys().next().value ?? '');
  const fresh = { tokens: 0, until: now + LEASE_FOR };
  leases.set(name, fresh);
  return fresh;
}

/** itty-durable's own stub: a call becomes its request to the object. */
function gateOf(env: Environment): GateStub {
  return proxyDurable(env.GATE, { name: 'Gate', parse: true });
}

import { proxyDurable } from 'itty-durable';
import { BoundedMap } from '../platform/bounded-map.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { objectName } from '../platform/names.ts';
import { within } from '../platform/placement.ts';
import type { Quota } from '../platform/token-bucket.ts';
import type { Grant } from './gate.ts';
import { type Lease, leaseAt, settle, spend } from './lease.ts';

/** Producers whose leases this isolate remembers; the oldest leaves first. */
const MOST_LEASES = 5_000;

const leases = new BoundedMap<string, Lease>(MOST_LEASES);

interface GateStub {
  get(name: string): { lease(needed: number, wanted: number, quota: Quota): Promise<Grant> };
}

/**
 * Lets `events` of a producer through, or says in how many ms to come back (0 means go on).
 * Tokens are leased from the producer's gate in batches, so most requests of a busy isolate do not leave it.
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
  const lease = currentLease(name, now);
  const ask = spend(lease, events, quota, now);
  if (!ask) return 0;
  // itty-durable sends the name in a header, which takes ASCII only.
  const gate = gateOf(env, tenant).get(encodeURIComponent(name));
  const { granted, retryAfter } = await gate
    .lease(ask.needed, ask.wanted, quota)
    .catch((error: unknown) => {
      // Who has its tokens and only asked for those after it goes on.
      if (ask.needed > 0) throw error;
      log('warn', 'gate.ahead.failed', { reason: messageOf(error) });
      return { granted: 0, retryAfter: 0 };
    })
    .finally(() => {
      if (ask.isAhead) lease.isAsking = false;
    });
  return settle(currentLease(name, now), ask, granted, now) ? 0 : Math.max(1, retryAfter);
}

function currentLease(name: string, now: number): Lease {
  const known = leases.get(name);
  const lease = leaseAt(known, now);
  if (lease === known) return lease;
  leases.delete(name);
  leases.set(name, lease);
  return lease;
}

/** itty-durable's own stub: a call becomes its request to the object. */
function gateOf(env: Environment, tenant: string): GateStub {
  return proxyDurable(within(env.GATE, tenant), { name: 'Gate', parse: true });
}

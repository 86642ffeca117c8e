import type { Lane } from '../contract/lane.ts';
import { BoundedMap } from '../platform/bounded-map.ts';
import type { Stubs } from '../platform/stubs.ts';

/** Moments that this isolate has booked for small fan-outs of a tenant in a lane, and how many it books next. */
interface Lease {
  /** ms since the epoch, the earliest first. */
  readonly moments: number[];
  /** ms since the epoch. */
  readonly until: number;
  /** Starts to book beyond the one that is needed: grows with what this isolate really uses. */
  ahead: number;
  /** A request is on its way to book a block: those beside it book one start each. */
  isBooking: boolean;
}

/** Moments not used after this long are given up: others began before whoever would get them now, ms. */
const LEASE_FOR = 1_000;
/** Starts booked ahead by an isolate that has just begun to use what it books … */
const FIRST_AHEAD = 4;
/** … and at the most: a twentieth of a second's pace is small enough to be fair to other isolates. */
const MOST_AHEAD = 10;
/** Lanes of tenants whose leases this isolate remembers; the oldest leaves first. */
const MOST_LEASES = 5_000;

const leases = new BoundedMap<string, Lease>(MOST_LEASES);

/**
 * Books the start of a small fan-out in its lane; answers how long it has to wait, ms: 0 for a tenant below its pace.
 * A busy isolate books in blocks, so most starts do not leave it. Throws when nobody can be asked.
 */
export async function bookStart(of: Stubs, lane: Lane, now: number): Promise<number> {
  const share = of.share(lane);
  const name = share.id.toString();
  const lease = currentLease(name, now);
  const moment = lease.moments.shift();
  if (moment !== undefined) return Math.max(0, moment - now);
  const isFirst = !lease.isBooking;
  const ahead = isFirst ? lease.ahead : 0;
  if (isFirst) lease.ahead = Math.min(MOST_AHEAD, Math.max(FIRST_AHEAD, ahead * 2));
  lease.isBooking = true;
  const [wait = 0, ...more] = await share.book(1 + ahead).finally(() => {
    if (isFirst) lease.isBooking = false;
  });
  const { moments } = currentLease(name, now);
  moments.push(...more.map((each) => now + each));
  // A block that was asked for later may be answered sooner.
  moments.sort((one, other) => one - other);
  return wait;
}

/** A fresh and empty one when its time is over: an isolate that did not use its last block books one start at a time. */
function currentLease(name: string, now: number): Lease {
  const known = leases.get(name);
  if (known && known.until > now) return known;
  const lease = { moments: [], until: now + LEASE_FOR, ahead: 0, isBooking: false };
  leases.delete(name);
  leases.set(name, lease);
  return lease;
}

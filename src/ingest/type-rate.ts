import type { StoredType } from '../contract/notification-type.ts';
import { BoundedMap } from '../platform/bounded-map.ts';
import { objectName } from '../platform/names.ts';
import { type Bucket, takeTokens } from '../platform/token-bucket.ts';

/** Types whose buckets this isolate remembers. */
const MOST_BUCKETS = 5_000;

const buckets = new BoundedMap<string, Bucket>(MOST_BUCKETS);

/**
 * Whether one more event of a type, at `now` (ms), is beyond the rate that the type declares. A burst is a second's
 * worth unless it says more. Each isolate counts for itself: a type that runs wild is slowed, not billed, and a
 * question to one place for all would cost every event a round trip.
 */
export function isBeyondRate(tenant: string, { name, rate }: Pick<StoredType, 'name' | 'rate'>, now: number): boolean {
  if (!rate) return false;
  const key = objectName(tenant, name);
  const quota = { rate: rate.perSecond, burst: rate.burst ?? rate.perSecond };
  const { bucket, granted } = takeTokens(buckets.get(key), 1, 1, quota, now);
  // Put in anew, so that the one that has not been asked for longest leaves first.
  buckets.delete(key);
  buckets.set(key, bucket);
  return granted === 0;
}

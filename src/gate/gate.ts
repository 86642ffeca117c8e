import { createDurable } from 'itty-durable';
import { type Bucket, type Quota, takeTokens } from '../platform/token-bucket.ts';

/** What the gate says: tokens to spend, or how long to wait for enough of them, in ms. */
export interface Grant {
  readonly granted: number;
  readonly retryAfter: number;
}

/**
 * The quota of one producer: a token bucket in memory. Nothing is stored: an object that was idle long enough to be
 * evicted would have filled its bucket again anyway, and a row written per lease would cost more than the event.
 */
export class Gate extends createDurable() {
  // itty-durable keeps public fields as the object's state; this one lives as long as the object does.
  bucket: Bucket | undefined;

  /** Takes up to `wanted` tokens but at least `needed`, or none at all; by this object's clock, the only one shared. */
  lease(needed: number, wanted: number, quota: Quota): Grant {
    const { bucket, granted, retryAfter } = takeTokens(this.bucket, needed, wanted, quota, Date.now());
    this.bucket = bucket;
    return { granted, retryAfter };
  }
}

/** Events a second, and how many at once. */
export interface Quota {
  readonly rate: number;
  readonly burst: number;
}

/** A bucket as it was at a moment (ms since the epoch). */
export interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * Takes between `needed` and `wanted` tokens. A request for more than the whole burst is let through when the bucket
 * is full and leaves a debt, since waiting would never help it. Refused requests take nothing and hear in how many ms
 * enough will be there. A clock that goes back refills nothing, and what it goes over again is not refilled twice.
 */
export function takeTokens(
  before: Bucket | undefined,
  needed: number,
  wanted: number,
  { rate, burst }: Quota,
  now: number,
): { bucket: Bucket; granted: number; retryAfter: number } {
  const { tokens, at } = refill(before, { rate, burst }, now);
  const threshold = Math.min(needed, burst);
  if (tokens < threshold) {
    return { bucket: { tokens, at }, granted: 0, retryAfter: Math.ceil(((threshold - tokens) * 1_000) / rate) };
  }
  const granted = Math.max(needed, Math.min(wanted, Math.floor(tokens)));
  return { bucket: { tokens: tokens - granted, at }, granted, retryAfter: 0 };
}

/**
 * Takes `count` tokens, also those that are still to come, and gives the moments at which each may be spent, in order
 * (ms since the epoch): now as long as there are some, then one by one at the rate. Whoever takes later spends later.
 */
export function bookTokens(
  before: Bucket | undefined,
  count: number,
  quota: Quota,
  now: number,
): { bucket: Bucket; moments: number[] } {
  const { tokens, at } = refill(before, quota, now);
  const moments = Array.from({ length: count }, (_each, index) => {
    const missing = index + 1 - tokens;
    return missing > 0 ? at + Math.ceil((missing * 1_000) / quota.rate) : now;
  });
  return { bucket: { tokens: tokens - count, at }, moments };
}

function refill(before: Bucket | undefined, { rate, burst }: Quota, now: number): Bucket {
  const at = Math.max(before?.at ?? now, now);
  return { tokens: before ? Math.min(burst, before.tokens + ((at - before.at) * rate) / 1_000) : burst, at };
}

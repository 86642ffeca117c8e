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
  const at = Math.max(before?.at ?? now, now);
  const tokens = before ? Math.min(burst, before.tokens + ((at - before.at) * rate) / 1_000) : burst;
  const threshold = Math.min(needed, burst);
  if (tokens < threshold) {
    return { bucket: { tokens, at }, granted: 0, retryAfter: Math.ceil(((threshold - tokens) * 1_000) / rate) };
  }
  const granted = Math.max(needed, Math.min(wanted, Math.floor(tokens)));
  return { bucket: { tokens: tokens - granted, at }, granted, retryAfter: 0 };
}

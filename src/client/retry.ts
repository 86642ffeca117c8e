/** How a call is tried again. */
export interface RetryPolicy {
  /** Tries in all, the first included; 1 never tries again. */
  readonly tries: number;
  /** Wait before the second try, ms; doubled for each one after. */
  readonly firstWait: number;
  /** Longest wait, ms; a `Retry-After` beyond it ends the tries. */
  readonly longestWait: number;
}

/** Five tries within about half a minute. */
export const DEFAULT_RETRY: RetryPolicy = { tries: 5, firstWait: 250, longestWait: 30_000 };

/** What came of a try: an answer, or none at all. */
export type TryOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'silence' };

/**
 * Milliseconds to wait before the next try, or undefined when there must be none.
 *
 * 429 and 503 were not acted upon, so any call may be tried again; silence leaves open whether it was, so only calls
 * that may be repeated are. `Retry-After` (RFC 9110, seconds or a date) is honoured; without it the wait doubles, and
 * `random` (0..1) takes up to half of it off so that many clients do not come back at once.
 */
export function waitBeforeRetry(
  outcome: TryOutcome,
  call: { readonly tried: number; readonly repeatable: boolean },
  policy: RetryPolicy,
  now: number,
  random: number,
): number | undefined {
  if (call.tried >= policy.tries) return undefined;
  if (outcome.kind === 'silence' && !call.repeatable) return undefined;
  if (outcome.kind === 'answer' && outcome.status !== 429 && outcome.status !== 503) return undefined;
  const asked = outcome.kind === 'answer' ? parseRetryAfter(outcome.retryAfter, now) : undefined;
  if (asked !== undefined) return asked <= policy.longestWait ? asked : undefined;
  const backOff = Math.min(policy.longestWait, policy.firstWait * 2 ** (call.tried - 1));
  return backOff * (1 - random / 2);
}

/** Milliseconds that a `Retry-After` header asks for, or undefined when it says nothing that can be understood. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // An HTTP date begins with its weekday; anything else would be guessed at.
  const date = /^[A-Z][a-z]+,/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

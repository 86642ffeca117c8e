import type { Later } from '../contract/delivery.ts';
import { sha256Hex } from '../platform/hash.ts';

/** What the moment of the next try depends on. */
export interface Try {
  /** 1 for the first. */
  readonly attempt: number;
  /** ms since the epoch */
  readonly now: number;
  /** Names the delivery: its hash spreads the retries of many deliveries that failed together. */
  readonly key: string;
}

/** ms; bounds of a `Retry-After`, so that neither a zero nor a century is obeyed. */
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 86_400_000;
/** ms; without `Retry-After` the waits are up to 2 s, 8 s, 32 s, 2 min, 9 min, 34 min, then an hour. */
const FIRST_BACK_OFF = 2_000;
const BACK_OFF_GROWTH = 4;
const LONGEST_BACK_OFF = 3_600_000;
/** Who asks again and again for a short wait is asked no more often than this, ms, after so many tries. */
const PATIENT_AFTER = 10;
const PATIENT_WAIT = 300_000;
/** Part of an asked wait that is added at most: everybody who was told "in 60 seconds" must not return at once. */
const ASKED_SPREAD = 0.1;

/**
 * Try again later: at the moment that `Retry-After` asks for, seconds or one of the three HTTP dates (RFC 9110, 10.2.3),
 * else by exponential back-off with full jitter (Brooker, "Exponential Backoff and Jitter").
 */
export function laterAfter(reason: string, attempted: Try, retryAfter: string | null = null): Later {
  const asked = retryAfterOf(retryAfter, attempted.now);
  return { kind: 'later', at: asked === undefined ? backOff(attempted) : askedMoment(asked, attempted), reason };
}

/** Somewhere between at once and the longest wait of this try: many that failed together do not come back together. */
function backOff(attempted: Try): number {
  const step = Math.max(0, attempted.attempt - 1);
  const longest = Math.min(FIRST_BACK_OFF * BACK_OFF_GROWTH ** step, LONGEST_BACK_OFF);
  return Math.round(attempted.now + Math.max(SHORTEST_WAIT, longest * spread(attempted)));
}

function askedMoment(asked: number, attempted: Try): number {
  const shortest = attempted.attempt > PATIENT_AFTER ? PATIENT_WAIT : SHORTEST_WAIT;
  const wait = Math.min(Math.max(asked, shortest), LONGEST_WAIT);
  return Math.round(attempted.now + wait * (1 + ASKED_SPREAD * spread(attempted)));
}

/** 0..1, the same for the same try: a repeat of the computation gives the same moment. */
function spread({ key, attempt }: Try): number {
  return Number.parseInt(sha256Hex(`${key} ${attempt}`).slice(0, 8), 16) / 2 ** 32;
}

/** ms from now that a `Retry-After` asks for. */
function retryAfterOf(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // `Date.parse` takes nearly anything, even "-5"; a date of HTTP begins with a weekday and is in GMT.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined;
  const moment = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(moment) ? undefined : moment - now;
}

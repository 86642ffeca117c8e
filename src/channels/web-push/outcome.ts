import type { DeliveryOutcome } from '../../contract/delivery.ts';
import { sha256Hex } from '../../platform/hash.ts';

/** What the moment of the next try depends on. */
export interface Try {
  /** 1 for the first. */
  readonly attempt: number;
  /** ms since the epoch */
  readonly now: number;
  /** Names the delivery: its hash spreads the retries of many deliveries that failed together. */
  readonly key: string;
}

/**
 * What the answer of a push service means (RFC 8030): 2xx is sent; 404 and 410 say that the subscription is gone;
 * 406, 408, 425, 429 and 5xx ask to try later, at their `Retry-After` when they name one; all else, redirects included,
 * is refused: a faulty VAPID identity (400, 401, 403) or a message too large (413) that only an operator can mend.
 */
export function outcomeOfAnswer(status: number, retryAfter: string | null, attempted: Try): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (RETRYABLE.has(status) || status >= 500) {
    const asked = retryAfterOf(retryAfter, attempted.now);
    const at = asked === undefined ? backOff(attempted) : askedMoment(asked, attempted);
    return { kind: 'later', at, reason: `http-${status}` };
  }
  return { kind: 'refused', reason: refusalOf(status) };
}

/** What it means when no answer came: try later, backing off. `reason` is `time-out` or `network-error…`. */
export function outcomeOfFailure(reason: string, attempted: Try): DeliveryOutcome {
  return { kind: 'later', at: backOff(attempted), reason };
}

/** 429 is the one of RFC 8030; Windows says 406 when it throttles, proxies 408 and 425. */
const RETRYABLE: ReadonlySet<number> = new Set([406, 408, 425, 429]);

/** ms; bounds of a `Retry-After`, so that neither a zero nor a century is obeyed. */
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 86_400_000;
/** ms; without `Retry-After` the waits are up to 2 s, 8 s, 32 s, 2 min, 9 min, 34 min, 2 h, then 6 h. */
const FIRST_BACK_OFF = 2_000;
const BACK_OFF_GROWTH = 4;
const LONGEST_BACK_OFF = 6 * 3_600_000;
/** Part of an asked wait that is added at most: everybody who was told "in 60 seconds" must not return at once. */
const ASKED_SPREAD = 0.1;

function backOff(attempted: Try): number {
  const step = Math.max(0, attempted.attempt - 1);
  const longest = Math.min(FIRST_BACK_OFF * BACK_OFF_GROWTH ** step, LONGEST_BACK_OFF);
  return Math.round(attempted.now + longest * (0.5 + spread(attempted) / 2));
}

function askedMoment(asked: number, attempted: Try): number {
  const wait = Math.min(Math.max(asked, SHORTEST_WAIT), LONGEST_WAIT);
  return Math.round(attempted.now + wait * (1 + ASKED_SPREAD * spread(attempted)));
}

/** 0..1, the same for the same try: a repeat of the computation gives the same moment. */
function spread({ key, attempt }: Try): number {
  return Number.parseInt(sha256Hex(`${key} ${attempt}`).slice(0, 8), 16) / 2 ** 32;
}

/** ms from now that a `Retry-After` asks for: seconds or one of the three HTTP dates (RFC 9110, 10.2.3). */
function retryAfterOf(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  // `Date.parse` takes nearly anything, even "-5"; a date of HTTP begins with a weekday and is in GMT.
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined;
  const moment = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(moment) ? undefined : moment - now;
}

function refusalOf(status: number): string {
  if (status === 0 || (status >= 300 && status < 400)) return status === 0 ? 'redirect' : `http-${status} redirect`;
  if (status === 400 || status === 401 || status === 403) return `http-${status} check the VAPID keys and subject`;
  if (status === 413) return 'http-413 message too large';
  return `http-${status}`;
}

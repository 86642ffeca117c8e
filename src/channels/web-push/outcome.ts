import type { DeliveryOutcome } from '../../contract/delivery.ts';
import { laterAfter, type Try } from '../back-off.ts';

/**
 * What the answer of a push service means (RFC 8030): 2xx is sent; 404 and 410 say that the subscription is gone;
 * 406, 408, 425, 429 and 5xx ask to try later, at their `Retry-After` when they name one; all else, redirects included,
 * is refused: a faulty VAPID identity (400, 401, 403) or a message too large (413) that only an operator can mend.
 */
export function outcomeOfAnswer(status: number, retryAfter: string | null, attempted: Try): DeliveryOutcome {
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 404 || status === 410) return { kind: 'gone' };
  if (RETRYABLE.has(status) || status >= 500) return laterAfter(`http-${status}`, attempted, retryAfter);
  return { kind: 'refused', reason: refusalOf(status) };
}

/** What it means when no answer came: try later, backing off. `reason` is `time-out` or `network-error…`. */
export function outcomeOfFailure(reason: string, attempted: Try): DeliveryOutcome {
  return laterAfter(reason, attempted);
}

/** 429 is the one of RFC 8030; Windows says 406 when it throttles, proxies 408 and 425. */
const RETRYABLE: ReadonlySet<number> = new Set([406, 408, 425, 429]);

function refusalOf(status: number): string {
  if (status === 0 || (status >= 300 && status < 400)) return status === 0 ? 'redirect' : `http-${status} redirect`;
  if (status === 400 || status === 401 || status === 403) return `http-${status} check the VAPID keys and subject`;
  if (status === 413) return 'http-413 message too large';
  return `http-${status}`;
}

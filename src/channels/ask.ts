import type { DeliveryOutcome } from '../contract/delivery.ts';
import { checkOutgoingUrl } from '../registry/outgoing-url.ts';
import { readStart, redacted } from './answer.ts';
import { laterAfter, type Try } from './back-off.ts';
import { failureOf } from './failure.ts';
import { type Surroundings, TIME_OUT } from './surroundings.ts';

/** What came back of a request to a provider, or why nothing did. */
export type Asked =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | null;
      /** The start of the body: at most 64 KB of it, whatever was sent. */
      readonly body: string;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  /** The address may not be asked; nothing was sent. */
  | { readonly kind: 'forbidden'; readonly reason: string };

/**
 * Asks a provider over HTTP: only where it may be, without following redirects, within the time-out, and without reading
 * more than the start of what it says. `known` are the hosts of providers of this kind. Never throws.
 */
export async function ask(
  url: string,
  init: Omit<RequestInit, 'redirect' | 'signal'>,
  known: readonly string[],
  { hosts, allow, timeout = TIME_OUT, fetcher = fetch }: Surroundings,
): Promise<Asked> {
  const checked = checkOutgoingUrl(url, { known, hosts, allow });
  if (!checked.ok) return { kind: 'forbidden', reason: `url ${checked.message}` };
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetcher(checked.url.href, { ...init, redirect: 'manual', signal });
    const { status, headers } = response;
    return { kind: 'answer', status, retryAfter: headers.get('Retry-After'), body: await readStart(response) };
  } catch (error) {
    return { kind: 'failed', reason: failureOf(error) };
  }
}

/**
 * What the answer of an HTTP API usually means: 2xx is sent; 408, 425, 429 and 5xx ask to try later; 401, 403 and 404 are
 * the fault of the provider or its configuration, redirects as well, so another one may take it; all else is refused. A
 * request that was not answered may have been taken all the same. Channels look first for what their API means more by it.
 */
export function outcomeOfAsked(asked: Asked, attempted: Try): DeliveryOutcome {
  if (asked.kind === 'forbidden') return { kind: 'refused', reason: asked.reason, fault: 'provider' };
  if (asked.kind === 'failed') {
    const later = laterAfter(asked.reason, attempted);
    return WAS_NOT_TAKEN.has(asked.reason) ? later : { ...later, unsure: true };
  }
  const { status, retryAfter } = asked;
  if (status >= 200 && status < 300) return { kind: 'sent' };
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return laterAfter(`http-${status}`, attempted, retryAfter);
  }
  const reason = `http-${status}${status < 400 ? ' redirect' : ''}`;
  const isProviders = status < 400 || status === 401 || status === 403 || status === 404;
  const said = redacted(asked.body);
  const why = said === '' ? reason : `${reason}: ${said}`;
  return isProviders ? { kind: 'refused', reason: why, fault: 'provider' } : { kind: 'refused', reason: why };
}

/** Failures before anything was sent. */
const WAS_NOT_TAKEN: ReadonlySet<string> = new Set([
  'network-error ECONNREFUSED',
  'network-error ENOTFOUND',
  'network-error EAI_AGAIN',
]);

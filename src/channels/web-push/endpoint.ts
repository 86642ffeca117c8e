import { isListed, isLoopback, readPlainUrl } from '../../platform/plain-url.ts';

/** What became of the check: where to post, or what is wrong in words that never repeat the endpoint. */
export type EndpointCheck =
  | {
      readonly ok: true;
      /** Scheme, host and port: the `aud` of the VAPID token (RFC 8292). */
      readonly origin: string;
      readonly host: string;
      /** The endpoint in its canonical spelling. */
      readonly endpoint: string;
    }
  | { readonly ok: false; readonly message: string };

/**
 * Whether Tower may post to this push endpoint. It is text from a browser that a Worker will send requests to, so
 * only the push services browsers really use are accepted, over https on port 443, spelled canonically.
 *
 * `allow` (TOWER_PUSH_ALLOW) names further services for development, comma-separated `host` or `host:port`; without
 * a port the scheme's own is meant. Plain http is accepted only for loopback hosts named there.
 * Checked when a subscription is stored and again before each send, because stored data outlives rules.
 */
export function checkEndpoint(endpoint: string, allow: string): EndpointCheck {
  const plain = readPlainUrl(endpoint);
  if (!plain.ok) return plain;
  const { url } = plain;
  if (!isKnownService(url) && !isAllowed(url, allow)) {
    return { ok: false, message: 'must be an https URL on port 443 of a known push service' };
  }
  return { ok: true, origin: url.origin, host: url.hostname, endpoint: url.href };
}

/**
 * Hosts of the push services in use. Chrome, Edge on Android, Opera, Brave and Samsung Internet use FCM, Chromium
 * builds without Google's keys its older name jmt17; the GCM that preceded it knew no VAPID and is switched off.
 */
const SERVICE_HOSTS: ReadonlySet<string> = new Set(['fcm.googleapis.com', 'jmt17.google.com']);

/** Firefox (updates.…), Safari (web.…; Apple asks to allow every subdomain) and Edge on Windows (wns2-….…). */
const SERVICE_DOMAINS = ['.push.services.mozilla.com', '.push.apple.com', '.notify.windows.com'];

function isKnownService(url: URL): boolean {
  if (url.protocol !== 'https:' || url.port !== '') return false;
  const host = url.hostname;
  if (SERVICE_HOSTS.has(host)) return true;
  return SERVICE_DOMAINS.some((domain) => host.endsWith(domain) && /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host));
}

function isAllowed(url: URL, allow: string): boolean {
  return (url.protocol === 'https:' || isLoopback(url.hostname)) && isListed(url, allow.split(','));
}

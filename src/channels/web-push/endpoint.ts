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
  // The URL parser drops tabs and newlines, folds look-alike characters and turns `\` into `/`: refuse them unparsed.
  if (!/^[\x21-\x7e]+$/.test(endpoint) || endpoint.includes('\\')) {
    return refuse('must be a URL in plain ASCII');
  }
  if (!URL.canParse(endpoint)) return refuse('must be an absolute URL');
  const url = new URL(endpoint);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('must be an https URL');
  if (endpoint.includes('#')) return refuse('must not have a fragment');
  if (!isCanonicalAuthority(endpoint, url)) {
    return refuse('must name its host plainly, without user, escapes or other spellings of an address');
  }
  if (!isKnownService(url) && !isAllowed(url, allow)) {
    return refuse('must be an https URL on port 443 of a known push service');
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
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) return false;
  return allow
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && (entry === url.host || entry === `${url.hostname}:${portOf(url)}`));
}

/**
 * The host must be written as it is understood: `2130706433`, `0x7f.1`, `017700000001`, `fcm%2egoogleapis.com` and
 * `@host` all parse to something else than they show. A browser's own endpoint is always canonical.
 */
function isCanonicalAuthority(endpoint: string, url: URL): boolean {
  const authority = /^https?:\/\/([^/?]*)/i.exec(endpoint)?.[1]?.toLowerCase();
  return authority === url.host || authority === `${url.hostname}:${portOf(url)}`;
}

function portOf(url: URL): string {
  if (url.port !== '') return url.port;
  return url.protocol === 'https:' ? '443' : '80';
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function refuse(message: string): EndpointCheck {
  return { ok: false, message };
}

import { isListed, isLoopback, isPrivate, type PlainUrl, readPlainUrl } from '../platform/plain-url.ts';

/** Where requests to providers and webhooks may go. */
export interface OutgoingHosts {
  /** Hosts that are known to be of such providers. */
  readonly known: readonly string[];
  /** `providerHosts` of the tenant: `host`, `host:port`, `*.domain`, or `*` for every public name. */
  readonly hosts: readonly string[];
  /** TOWER_PUSH_ALLOW: loopback hosts of a development server, comma-separated `host` or `host:port`. */
  readonly allow: string;
}

/**
 * Whether Tower may send requests to this address. Closed by default: https on a host that is known or that the operator
 * has listed for the tenant, never a private address; a loopback host only when a development server allows it by name.
 * A name that leads to a private address by DNS is not listed, and so is not asked.
 *
 * Checked when it is stored and again before each request, because stored data outlives rules.
 */
export function checkOutgoingUrl(text: string, { known, hosts, allow }: OutgoingHosts): PlainUrl {
  const plain = readPlainUrl(text);
  if (!plain.ok) return plain;
  const { url } = plain;
  if (isLoopback(url.hostname) && isListed(url, allow.split(','))) return plain;
  if (isPrivate(url.hostname)) return { ok: false, message: 'must not lead to a private address' };
  if (url.protocol !== 'https:') return { ok: false, message: 'must be an https URL' };
  if (isListed(url, known) || hosts.some((pattern) => fits(url, pattern.trim().toLowerCase()))) return plain;
  return { ok: false, message: 'must be on a host that the tenant’s `providerHosts` name' };
}

/** Whether a pattern of `providerHosts` names where a URL leads. `*` is for names on port 443, not for bare addresses. */
function fits(url: URL, pattern: string): boolean {
  if (!pattern.startsWith('*')) return isListed(url, [pattern]);
  if (url.port !== '' || /^[\d.]+$|^\[/.test(url.hostname)) return false;
  return pattern === '*' || (pattern.startsWith('*.') && url.hostname.endsWith(pattern.slice(1)));
}

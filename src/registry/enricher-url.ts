import { isListed, isLoopback, isPrivate, type PlainUrl, readPlainUrl } from '../platform/plain-url.ts';

/**
 * Whether Tower may post events to this enricher. Closed by default: its host must be one of the tenant's
 * `enricherHosts`, public and asked by https. Only a loopback host that `allow` names too (TOWER_PUSH_ALLOW,
 * comma-separated `host` or `host:port`) may be asked by plain http, on a development server.
 *
 * Checked when a type is stored and again before each question, because stored data outlives rules.
 */
export function checkEnricherUrl(text: string, hosts: readonly string[], allow: string): PlainUrl {
  const plain = readPlainUrl(text);
  if (!plain.ok) return plain;
  const { url } = plain;
  if (!isListed(url, hosts)) return { ok: false, message: 'must be on a host that the tenant’s `enricherHosts` name' };
  const isForDevelopment = isLoopback(url.hostname) && isListed(url, allow.split(','));
  if (isForDevelopment) return plain;
  if (isPrivate(url.hostname)) return { ok: false, message: 'must not lead to a private address' };
  return url.protocol === 'https:' ? plain : { ok: false, message: 'must be an https URL' };
}

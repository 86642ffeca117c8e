/** A URL that is written as it is understood, or what is wrong with it in words that never repeat it. */
export type PlainUrl = { readonly ok: true; readonly url: URL } | { readonly ok: false; readonly message: string };

/**
 * Reads an address from outside that a Worker will send requests to. Its host must be spelled plainly: `2130706433`,
 * `0x7f.1`, `fcm%2egoogleapis.com` and `@host` all parse to something else than they show.
 */
export function readPlainUrl(text: string): PlainUrl {
  // The URL parser drops tabs and newlines, folds look-alike characters and turns `\` into `/`: refuse them unparsed.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\')) return refuse('must be a URL in plain ASCII');
  const url = URL.parse(text);
  if (url === null) return refuse('must be an absolute URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('must be an https URL');
  if (text.includes('#')) return refuse('must not have a fragment');
  const authority = /^https?:\/\/([^/?]*)/i.exec(text)?.[1]?.toLowerCase();
  if (authority !== url.host && authority !== hostAndPort(url)) {
    return refuse('must name its host plainly, without user, escapes or other spellings of an address');
  }
  return { ok: true, url };
}

/** Whether a list of `host` or `host:port` names where a URL leads; without a port the scheme's own is meant. */
export function isListed(url: URL, hosts: readonly string[]): boolean {
  return hosts.some((each) => {
    const host = each.trim().toLowerCase();
    return host === url.host || host === hostAndPort(url);
  });
}

/** Whether a URL's hostname is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/**
 * Whether a URL's hostname is no public one: an address that is not routed on the internet, or a name that only a local
 * network knows. What a public name leads to cannot be told from here.
 */
export function isPrivate(hostname: string): boolean {
  if (hostname.startsWith('[')) return !isPublicIpv6(hostname);
  const parts = hostname.split('.');
  if (parts.length === 4 && parts.every((part) => /^\d+$/.test(part))) return !isPublicIpv4(parts.map(Number));
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return !name.includes('.') || /\.(localhost|local|internal|home\.arpa)$/.test(name);
}

/** RFC 6890: loopback, private, link-local, shared, benchmark, documentation, multicast and reserved addresses. */
function isPublicIpv4([a = 0, b = 0, c = 0]: readonly number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100) return b < 64 || b > 127;
  if (a === 169) return b !== 254;
  if (a === 172) return b < 16 || b > 31;
  if (a === 192) return b !== 168 && !(b === 0 && (c === 0 || c === 2));
  if (a === 198) return b !== 18 && b !== 19 && !(b === 51 && c === 100);
  return !(a === 203 && b === 0 && c === 113);
}

/** Global unicast (2000::/3), but not what stands for an IPv4 address (6to4, Teredo) or is for documentation. */
function isPublicIpv6(hostname: string): boolean {
  return /^\[[23][0-9a-f]{3}:/.test(hostname) && !/^\[(2002:|2001:(0?:|db8:)|3fff:)/.test(hostname);
}

function hostAndPort(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname}:${port}`;
}

function refuse(message: string): PlainUrl {
  return { ok: false, message };
}

import webpush from 'web-push';
import { BoundedMap } from '../../platform/bounded-map.ts';

/** The application server's identity towards push services (RFC 8292), from the deployment's secrets. */
export interface VapidIdentity {
  /** Uncompressed P-256 point, base64url: what browsers subscribe with. */
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or `https:` contact of the operator. */
  readonly subject: string;
}

/** Two key pairs while an old one is being replaced: browsers that subscribed with it are still signed for by it. */
export interface VapidIdentities extends VapidIdentity {
  readonly previous?: { readonly publicKey: string; readonly privateKey: string };
}

/**
 * The identity that a subscription is bound to by the key it was made with (RFC 8292, section 4.2); undefined when that is
 * none of ours. One whose key is not known was registered before keys could be rotated: it is of the older identity while
 * there are two.
 */
export function identityFor(key: string | undefined, identities: VapidIdentities): VapidIdentity | undefined {
  const { previous, subject } = identities;
  const older = previous ? { ...previous, subject } : undefined;
  if (key === undefined) return older ?? identities;
  if (sameKey(key, identities.publicKey)) return identities;
  return older && sameKey(key, older.publicKey) ? older : undefined;
}

/** Some write padding, which says nothing. */
function sameKey(one: string, other: string): boolean {
  return one.replace(/=+$/, '') === other.replace(/=+$/, '');
}

/**
 * The `Authorization` header for a push service: `vapid t=<signed JWT>, k=<public key>`. Signing costs more than all
 * other work of a message, so a header is kept per isolate and used again for its first six hours; the token itself
 * is good for twelve, half of what RFC 8292 permits, so neither a slow clock nor a slow request meets its end.
 * `now` in ms. Throws when the keys or the subject are malformed.
 */
export function vapidHeader(origin: string, identity: VapidIdentity, now: number): string {
  const key = `${origin} ${identity.publicKey} ${identity.subject}`;
  const kept = headers.get(key);
  if (kept !== undefined && now >= kept.signedAt && now - kept.signedAt < RENEW_AFTER) return kept.header;

  const { Authorization: header } = webpush.getVapidHeaders(
    origin,
    identity.subject,
    identity.publicKey,
    identity.privateKey,
    'aes128gcm',
    Math.floor(now / 1_000) + LIFETIME_SECONDS,
  );
  headers.delete(key);
  headers.set(key, { header, signedAt: now });
  return header;
}

const LIFETIME_SECONDS = 12 * 3_600;
/** ms */
const RENEW_AFTER = 6 * 3_600_000;
/**
 * Push services are a handful of origins (Windows has some dozens); the bound is for an isolate that lives long. The one
 * that was signed longest ago leaves first.
 */
const MOST_HEADERS = 256;

const headers = new BoundedMap<string, { readonly header: string; readonly signedAt: number }>(MOST_HEADERS);

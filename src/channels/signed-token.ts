import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a token is good for; one made for the one is never taken for the other. */
export type TokenPurpose = 'report' | 'renewal' | 'unsubscribe' | 'callback';

/** Claims of a token that has passed, and when it ends, ms since the epoch. */
export interface TokenClaims {
  readonly claims: readonly string[];
  readonly expiresAt: number;
}

/**
 * A small token for a service worker, which has no credentials of a member: claims and an end, signed with HMAC-SHA-256
 * under a key that is derived from TOWER_TOKEN_KEY for this purpose alone. `expiresAt` in ms; whole seconds are kept.
 * Not a JWT: a push carries it, and 100 bytes of header and names would be taken from the text.
 */
export function signToken(purpose: TokenPurpose, claims: readonly string[], expiresAt: number, secret: string): string {
  const body = Buffer.from(JSON.stringify([Math.floor(expiresAt / 1_000), ...claims])).toString('base64url');
  return `${body}.${signatureOf(purpose, body, secret).toString('base64url')}`;
}

/** The claims of a token; undefined when it is forged, for something else, or has ended. */
export function readToken(purpose: TokenPurpose, token: string, secret: string, now: number): TokenClaims | undefined {
  const [body = '', signature = '', ...more] = token.split('.');
  const given = Buffer.from(signature, 'base64url');
  const made = signatureOf(purpose, body, secret);
  if (more.length > 0 || given.length !== made.length || !timingSafeEqual(given, made)) return undefined;
  const [seconds, ...claims] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [number, ...string[]];
  const expiresAt = seconds * 1_000;
  return expiresAt > now ? { claims, expiresAt } : undefined;
}

/** 128 bits: half of the hash, as much as RFC 2104 wants at least, and far beyond guessing. */
const SIGNATURE_BYTES = 16;

function signatureOf(purpose: TokenPurpose, body: string, secret: string): Buffer {
  return createHmac('sha256', keyOf(purpose, secret)).update(body).digest().subarray(0, SIGNATURE_BYTES);
}

/** By purpose; a deployment has one secret, and another one replaces what was derived from it. */
const keys = new Map<TokenPurpose, { readonly secret: string; readonly key: Uint8Array }>();

function keyOf(purpose: TokenPurpose, secret: string): Uint8Array {
  const known = keys.get(purpose);
  if (known?.secret === secret) return known.key;
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `tower push ${purpose}`, 32));
  keys.set(purpose, { secret, key });
  return key;
}

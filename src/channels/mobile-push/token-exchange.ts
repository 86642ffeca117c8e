import { z } from '@hono/zod-openapi';
import { importPKCS8, SignJWT } from 'jose';
import type { FcmProvider } from '../../contract/provider.ts';
import { redacted } from '../answer.ts';
import { type Asked, ask, outcomeOfAsked } from '../ask.ts';
import type { Surroundings } from '../surroundings.ts';
import { FCM_HOSTS } from './fcm-hosts.ts';
import { readJson } from './read-json.ts';

/** What a service account got for its assertion. */
export type Exchanged =
  | { readonly kind: 'token'; readonly token: string; readonly seconds: number }
  /** It will not have the account, or cannot be asked at all. */
  | { readonly kind: 'refused'; readonly reason: string; readonly retryAfter: string | null }
  /** It asks to come back later, or could not be reached. */
  | { readonly kind: 'later'; readonly reason: string; readonly retryAfter: string | null };

/**
 * Asks Google, or whoever is asked instead, for a token that sends messages, by an assertion that the account's key has
 * signed (OAuth 2.0, RFC 7523). Never throws; no reason repeats a secret.
 */
export async function exchangeToken(provider: FcmProvider, around: Surroundings): Promise<Exchanged> {
  let assertion: string;
  try {
    assertion = await signedAssertion(provider);
  } catch {
    return { kind: 'refused', reason: 'private key: it is no RSA key in PEM (PKCS #8)', retryAfter: null };
  }
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const asked = await ask(provider.tokenUrl, { method: 'POST', headers, body: body.toString() }, FCM_HOSTS, around);
  return exchangedOf(asked, around.now);
}

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
/** Seconds that an assertion is good for; Google takes up to an hour. */
const GOOD_FOR = 600;

async function signedAssertion({ clientEmail, tokenUrl, privateKey = '' }: FcmProvider): Promise<string> {
  // Copied out of the JSON file of the account, its line ends are often still escaped.
  const key = await importPKCS8(privateKey.replaceAll('\\n', '\n').trim(), 'RS256');
  // It is judged by Google's clock, so it is signed by the real one, whatever `now` decisions use.
  const issuedAt = Math.floor(Date.now() / 1_000);
  return new SignJWT({ scope: SCOPE })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(clientEmail)
    .setAudience(tokenUrl)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + GOOD_FOR)
    .sign(key);
}

/** A token must be fit for a header. */
const Grant = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  expires_in: z.number().default(3_600),
});

const Refusal = z.object({ error: z.string().default(''), error_description: z.string().default('') });

function exchangedOf(asked: Asked, now: number): Exchanged {
  if (asked.kind === 'forbidden') return { kind: 'refused', reason: asked.reason, retryAfter: null };
  if (asked.kind === 'failed') return { kind: 'later', reason: asked.reason, retryAfter: null };
  const { status, retryAfter, body } = asked;
  if (status === 200) {
    const grant = readJson(Grant, body);
    if (grant) return { kind: 'token', token: grant.access_token, seconds: grant.expires_in };
    return { kind: 'later', reason: 'http-200 without a token', retryAfter };
  }
  const isLater = outcomeOfAsked(asked, { attempt: 1, now, key: '' }).kind === 'later';
  const { error = '', error_description: why = '' } = readJson(Refusal, body) ?? {};
  const reason = `http-${status} ${redacted(`${error} ${why}`)}`.trim();
  return { kind: isLater ? 'later' : 'refused', reason, retryAfter };
}

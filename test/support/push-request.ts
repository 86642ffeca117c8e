import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { importJWK, jwtVerify } from 'jose';

/** A verified `Authorization: vapid` header (RFC 8292). */
export interface VapidClaims {
  readonly publicKey: string;
  readonly audience: string;
  readonly subject: string;
  /** Seconds since the epoch. */
  readonly expiresAt: number;
  /** The token itself, to see whether it is used again. */
  readonly token: string;
}

/** What the headers of a push request say, once they have passed. */
export interface PushHeaders {
  /** Seconds. */
  readonly ttl: number;
  readonly urgency: string | undefined;
  readonly topic: string | undefined;
  readonly vapid: VapidClaims;
}

export type PushHeadersCheck =
  | ({ readonly ok: true } & PushHeaders)
  | { readonly ok: false; readonly status: number; readonly message: string };

/**
 * Checks a push request as strictly as real services do: TTL, Urgency and Topic (RFC 8030), the content encoding
 * (RFC 8291) and the VAPID token (RFC 8292: audience, contact, at most 24 hours, signed by `k`).
 * `key` is the application server key the browser subscribed with, when it did; `now` in ms.
 */
export async function checkPushHeaders(
  headers: IncomingHttpHeaders,
  origin: string,
  key: string | undefined,
  now: number = Date.now(),
): Promise<PushHeadersCheck> {
  const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : undefined);
  const ttl = text('ttl');
  if (ttl === undefined || !/^\d+$/.test(ttl)) return refuse(400, 'TTL must be seconds');
  const urgency = text('urgency');
  if (urgency !== undefined && !['very-low', 'low', 'normal', 'high'].includes(urgency)) {
    return refuse(400, 'Urgency is unknown');
  }
  const topic = text('topic');
  if (topic !== undefined && !/^[A-Za-z0-9_-]{1,32}$/.test(topic)) {
    return refuse(400, 'Topic must be at most 32 base64url characters');
  }
  if (text('content-encoding') !== 'aes128gcm') return refuse(415, 'Content-Encoding must be aes128gcm');
  const vapid = await verifyVapid(text('authorization'), origin, now);
  if (vapid === undefined) return refuse(401, 'VAPID token is missing or invalid');
  if (key !== undefined && vapid.publicKey !== key) return refuse(403, 'VAPID key is not the one subscribed with');
  return { ok: true, ttl: Number(ttl), urgency, topic, vapid };
}

/** The whole body of a request, or nothing when it is longer than a push service takes. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  return body.length <= MOST_BODY_BYTES ? body : undefined;
}

const MOST_BODY_BYTES = 4_096;
const LONGEST_TOKEN_SECONDS = 24 * 3_600;

async function verifyVapid(header: string | undefined, origin: string, now: number): Promise<VapidClaims | undefined> {
  const found = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header ?? '');
  const [, token, publicKey] = found ?? [];
  if (token === undefined || publicKey === undefined) return undefined;
  const point = Buffer.from(publicKey, 'base64url');
  if (point.length !== 65) return undefined;
  try {
    const key = await importJWK(
      {
        kty: 'EC',
        crv: 'P-256',
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
      'ES256',
    );
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['ES256'],
      audience: origin,
      currentDate: new Date(now),
    });
    const { sub: subject, exp: expiresAt } = payload;
    if (subject === undefined || !/^(mailto:|https:)/.test(subject)) return undefined;
    if (expiresAt === undefined || expiresAt > now / 1_000 + LONGEST_TOKEN_SECONDS) return undefined;
    return { publicKey, audience: origin, subject, expiresAt, token };
  } catch {
    return undefined;
  }
}

function refuse(status: number, message: string): PushHeadersCheck {
  return { ok: false, status, message };
}

import type { PushAddress } from '../../contract/delivery.ts';
import type { PushSubscription } from '../../contract/device.ts';
import type { FieldError } from '../../contract/problem.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { checkEndpoint } from './endpoint.ts';

/** A browser that can be reached: what a member's object keeps of a subscription. */
export interface PushDevice {
  /** Hash of the endpoint: registering the same browser again is the same device. */
  readonly id: string;
  readonly address: PushAddress;
  /** The push service it is reached through. */
  readonly host: string;
}

export type SubscriptionCheck =
  | { readonly ok: true; readonly device: PushDevice }
  | { readonly ok: false; readonly errors: FieldError[] };

/**
 * Whether messages can be encrypted for and posted to a browser's subscription (RFC 8030, RFC 8291): an endpoint of
 * a known push service, a P-256 public key that is a point of the curve, and a secret of 16 bytes.
 * Gives the device to keep, or every fault with its path inside the subscription.
 */
export async function checkSubscription(subscription: PushSubscription, allow: string): Promise<SubscriptionCheck> {
  const errors: FieldError[] = [];
  const endpoint = checkEndpoint(subscription.endpoint, allow);
  if (!endpoint.ok) errors.push({ path: 'endpoint', message: endpoint.message });

  const p256dh = decodeBase64url(subscription.keys.p256dh);
  if (p256dh === undefined || !(await isPublicKey(p256dh))) {
    errors.push({
      path: 'keys.p256dh',
      message: 'must be an uncompressed P-256 public key, 65 bytes as base64url',
    });
  }
  const auth = decodeBase64url(subscription.keys.auth);
  if (auth?.length !== AUTH_BYTES) {
    errors.push({ path: 'keys.auth', message: 'must be a secret of 16 bytes as base64url' });
  }

  if (!endpoint.ok || p256dh === undefined || auth === undefined || errors.length > 0) return { ok: false, errors };
  return {
    ok: true,
    device: {
      id: sha256Hex(endpoint.endpoint).slice(0, ID_LENGTH),
      address: {
        endpoint: endpoint.endpoint,
        p256dh: p256dh.toString('base64url'),
        auth: auth.toString('base64url'),
      },
      host: endpoint.host,
    },
  };
}

const AUTH_BYTES = 16;
const PUBLIC_KEY_BYTES = 65;
/** Hex characters of a device's id: 96 bits, far beyond a collision among the devices of one member. */
const ID_LENGTH = 24;

/** The bytes, or nothing when the text is not base64url; padding is tolerated because some clients add it. */
function decodeBase64url(text: string): Buffer<ArrayBuffer> | undefined {
  return /^[A-Za-z0-9_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64url') : undefined;
}

/** The import refuses a point that is not on the curve; the first byte rules out the compressed and hybrid forms. */
async function isPublicKey(bytes: Buffer<ArrayBuffer>): Promise<boolean> {
  if (bytes.length !== PUBLIC_KEY_BYTES || bytes[0] !== 0x04) return false;
  try {
    await crypto.subtle.importKey('raw', bytes, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
    return true;
  } catch {
    return false;
  }
}

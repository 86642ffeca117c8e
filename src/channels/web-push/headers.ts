import { createHash } from 'node:crypto';
import type { Delivery } from '../../contract/delivery.ts';

/**
 * The headers of a push request (RFC 8030): how long the service keeps it, how urgent it is, and its topic, by which
 * a later message replaces an undelivered earlier one. `authorization` is the VAPID header; `now` in ms.
 */
export function pushHeaders(delivery: Delivery, authorization: string, now: number): Record<string, string> {
  return {
    Authorization: authorization,
    'Content-Encoding': 'aes128gcm',
    'Content-Type': 'application/octet-stream',
    TTL: String(timeToLive(delivery.expiresAt, now)),
    Topic: topicOf(delivery.notification),
    Urgency: urgencyOf(delivery),
  };
}

/** How much a device may be woken for it (RFC 8030, section 5.3): not at all for a change of what it shows already. */
function urgencyOf({ urgent, message }: Delivery): string {
  if (message.quiet) return 'low';
  return urgent ? 'high' : 'normal';
}

/** Seconds that a message without an expiry is kept: four weeks, the most that FCM takes. */
const LONGEST_TIME_TO_LIVE = 28 * 86_400;

function timeToLive(expiresAt: number | undefined, now: number): number {
  if (expiresAt === undefined) return LONGEST_TIME_TO_LIVE;
  const seconds = Math.floor((expiresAt - now) / 1_000);
  return Math.min(Math.max(seconds, 0), LONGEST_TIME_TO_LIVE);
}

/**
 * At most 32 base64url characters (RFC 8030, section 5.4); hashed, so the push service learns no id of ours. A fan-out
 * sends one notification to many: the last topic is kept.
 */
function topicOf(notification: string): string {
  if (last.notification !== notification) {
    const topic = createHash('sha256').update(notification).digest('base64url').slice(0, 32);
    last = { notification, topic };
  }
  return last.topic;
}

let last = { notification: '', topic: '' };

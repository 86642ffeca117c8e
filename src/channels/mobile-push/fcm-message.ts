import { createHash } from 'node:crypto';
import type { AddressedDelivery, Message } from '../../contract/delivery.ts';
import { toInstant } from '../../contract/identifier.ts';
import { type FcmTexts, fittingTexts } from './fcm-texts.ts';

/** What is posted to `messages:send` (FCM HTTP v1, `projects.messages`). */
export interface FcmMessage {
  readonly token: string;
  /** Shown by the system itself; a quiet one has none, because on Android whatever the system shows may ring. */
  readonly notification?: { readonly title: string; readonly body: string; readonly image?: string };
  /** For the app: everything is text. */
  readonly data: Readonly<Record<string, string>>;
  readonly android: {
    readonly priority: 'high' | 'normal';
    readonly ttl: string;
    readonly collapse_key?: string;
    readonly notification?: { readonly tag: string; readonly event_time: string; readonly default_sound: true };
  };
  readonly apns: {
    readonly headers: Readonly<Record<`apns-${string}`, string>>;
    readonly payload: { readonly aps: Readonly<Record<string, unknown>> };
  };
}

/**
 * A notification for an app: high priority for urgent ones alone, kept by the push services until its expiry, and with one
 * tag and one collapse id in all its forms, so that a repeat replaces instead of stacking. A quiet one changes what is
 * shown already: on iOS as a passive alert in its place, on Android as data, by which the app changes it. `report` is the
 * token of the app's reports; `now` in ms.
 */
export function fcmMessage(delivery: AddressedDelivery, report: string | undefined, now: number): FcmMessage {
  const { address, message, notification: id, urgent } = delivery;
  const isQuiet = message.quiet === true;
  const seconds = secondsToLive(delivery.expiresAt, now);
  const build = (texts: FcmTexts): FcmMessage => ({
    token: address.endpoint,
    ...(isQuiet ? {} : { notification: shown(texts) }),
    data: dataOf(message, texts, report),
    android: {
      priority: urgent && !isQuiet ? 'high' : 'normal',
      ttl: `${seconds}s`,
      // What waits for the device under a key is replaced by the next one: data must not take the place of what rings.
      ...(isQuiet ? {} : { collapse_key: collapseId(id) }),
      ...(isQuiet ? {} : { notification: { tag: id, event_time: toInstant(message.at), default_sound: true } }),
    },
    apns: {
      headers: {
        'apns-priority': urgent && !isQuiet ? '10' : '5',
        'apns-expiration': String(Math.floor(now / 1_000) + seconds),
        'apns-collapse-id': collapseId(id),
      },
      payload: { aps: apsOf(message, texts) },
    },
  });
  return build(fittingTexts(message, isQuiet ? 2 : 1, (texts) => bytesOf(build(texts))));
}

/** Seconds that a message without an expiry is kept: four weeks, the most that FCM takes. */
const LONGEST_TIME_TO_LIVE = 28 * 86_400;

function secondsToLive(expiresAt: number | undefined, now: number): number {
  if (expiresAt === undefined) return LONGEST_TIME_TO_LIVE;
  return Math.min(Math.max(Math.floor((expiresAt - now) / 1_000), 0), LONGEST_TIME_TO_LIVE);
}

/** 32 characters: APNs takes 64 bytes. Hashed, so that nobody else learns an id of ours. */
function collapseId(notification: string): string {
  return createHash('sha256').update(notification).digest('base64url').slice(0, 32);
}

/** What reaches the device, as APNs and FCM count it: what is shown, the data, and what Apple reads. */
function bytesOf({ notification, data, apns }: FcmMessage): number {
  return Buffer.byteLength(JSON.stringify({ notification, data, aps: apns.payload.aps }));
}

function shown({ title, body, image }: FcmTexts) {
  return { title, body, ...(image === undefined ? {} : { image }) };
}

function dataOf(
  { id, type, at, badge, quiet, again }: Message,
  { title, body, url, icon, actions }: FcmTexts,
  report: string | undefined,
): Record<string, string> {
  return {
    id,
    type,
    url,
    at: String(at),
    ...(badge === undefined ? {} : { badge: String(badge) }),
    ...(icon === undefined ? {} : { icon }),
    ...(actions.length === 0 ? {} : { actions: JSON.stringify(actions) }),
    ...(again ? { again: '1' } : {}),
    ...(quiet ? { quiet: '1', title, body } : {}),
    ...(report === undefined ? {} : { report }),
  };
}

/** What Apple reads; the alert of what rings is made of `notification`. */
function apsOf({ type, badge, quiet }: Message, { title, body }: FcmTexts): Record<string, unknown> {
  return {
    ...(quiet ? { alert: { title, body }, 'interruption-level': 'passive' } : { sound: 'default' }),
    ...(badge === undefined ? {} : { badge }),
    'thread-id': type,
    // An extension of the app may fetch the image and report that it arrived.
    'mutable-content': 1,
  };
}

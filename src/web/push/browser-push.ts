import type { PushSubscription as SubscriptionBody } from '../../contract/device.ts';
import { type Answer, refused } from '../api/request.ts';
import { isMadeWith, keyBytes } from './application-server-key.ts';
import type { WorkerOrder } from './worker-order.ts';

/** Whether this browser can take web push, and what stands in the way. */
export type PushSupport = 'ready' | 'blocked' | 'unsupported' | 'insecure';

/** Registers the service worker; a browser without one simply has none. */
export async function registerServiceWorker(): Promise<ServiceWorkerRegistration | undefined> {
  if (!('serviceWorker' in navigator)) return undefined;
  try {
    return await navigator.serviceWorker.register('/service-worker.js');
  } catch {
    return undefined;
  }
}

/** What this browser says about push before it is asked. */
export function pushSupport(): PushSupport {
  if (!isSecureContext) return 'insecure';
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'unsupported';
  return Notification.permission === 'denied' ? 'blocked' : 'ready';
}

/** Why push cannot be turned on, and what to do about it. */
export const PUSH_WORDS: Readonly<Record<Exclude<PushSupport, 'ready'>, string>> = {
  blocked:
    'This browser blocks notifications from this page. Allow them in the site settings, next to the address, then try again.',
  unsupported:
    'This browser has no web push. On an iPhone or iPad, add this page to the Home Screen first and open it from there.',
  insecure: 'Web push needs a secure page: open this one over https, or on localhost.',
};

/**
 * Asks for permission and subscribes this browser with the tenant's VAPID key (RFC 8292), or gives the subscription it
 * has. One made with another key is replaced: the push service would refuse what is signed with this one.
 */
export async function subscribeBrowser(publicKey: string): Promise<Answer<SubscriptionBody>> {
  const support = pushSupport();
  if (support !== 'ready') return refusedPush(PUSH_WORDS[support]);
  const registration = await registerServiceWorker();
  if (!registration) return refusedPush('The service worker could not be started. Reload the page and try again.');
  const permission = await Notification.requestPermission();
  if (permission === 'denied') return refusedPush(PUSH_WORDS.blocked);
  if (permission === 'default') return refusedPush('The question was closed without an answer. Try again to be asked.');
  try {
    const active = await navigator.serviceWorker.ready;
    const applicationServerKey = keyBytes(publicKey);
    const existing = await active.pushManager.getSubscription();
    if (existing && !isMadeWith(existing, publicKey)) await existing.unsubscribe();
    const subscription = await active.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    return { ok: true, value: subscription.toJSON() as SubscriptionBody };
  } catch (error) {
    return refusedPush(wordsOf(error));
  }
}

/**
 * Whether this browser, which the server knows as a device, has to be registered anew: it has lost its subscription, or
 * has one made with another key than the tenant's current one.
 */
export async function isOutdated(publicKey: string): Promise<boolean> {
  if (pushSupport() !== 'ready' || Notification.permission !== 'granted') return false;
  const subscription = await currentSubscription();
  return !subscription || !isMadeWith(subscription, publicKey);
}

/** Tells the service worker what it has to know of this browser's device. */
export async function tellWorker(order: WorkerOrder): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration();
  registration?.active?.postMessage(order);
}

/** Ends this browser's subscription, if it has one. */
export async function unsubscribeBrowser(): Promise<void> {
  const subscription = await currentSubscription();
  await subscription?.unsubscribe();
  await tellWorker({ kind: 'forget-renewal' });
}

async function currentSubscription(): Promise<PushSubscription | null | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return registration?.pushManager?.getSubscription();
}

const refusedPush = (detail: string) => refused('push-refused', 'Push could not be turned on', 0, detail);

function wordsOf(error: unknown): string {
  const name = error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
      return PUSH_WORDS.blocked;
    case 'AbortError':
      return 'The browser could not reach its push service. It may be offline, or push may be turned off in its settings.';
    case 'InvalidStateError':
      return 'The browser still holds an older subscription. Reload the page and try again.';
    default:
      return `The browser refused${error instanceof Error && error.message ? `: ${error.message}` : '.'}`;
  }
}

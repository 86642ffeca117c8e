import { forgetRenewal, keepRenewal } from './push/kept-renewal.ts';
import {
  clickTarget,
  notificationOf,
  type ShownData,
  type ShownOptions,
  type WorkerMessage,
} from './push/notification.ts';
import { isUntold, renewSubscription } from './push/renew-subscription.ts';
import { reportPush } from './push/report-push.ts';
import type { WorkerOrder } from './push/worker-order.ts';

declare const self: ServiceWorkerGlobalScope;

// A new version takes over at once: it holds no cache and no state that an open page could depend on.
self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, options, badge } = notificationOf(textOf(event.data), self.location.origin);
  event.waitUntil(
    Promise.allSettled([
      show(title, options),
      setBadge(badge),
      tellPages({ kind: 'shown', id: options.data.id }),
      reportPush(options.data.report, 'delivered'),
    ]),
  );
});

self.addEventListener('notificationclick', (event) => {
  const data = event.notification.data as ShownData;
  event.notification.close();
  event.waitUntil(
    Promise.allSettled([
      open(data.id, clickTarget(data, event.action)),
      clearBadge(),
      reportPush(data.report, 'clicked'),
    ]),
  );
});

// Swept away by the member; what is closed or replaced by us does not come here.
self.addEventListener('notificationclose', (event) => {
  event.waitUntil(reportPush((event.notification.data as ShownData).report, 'dismissed'));
});

self.addEventListener('pushsubscriptionchange', (event) => {
  const { newSubscription } = event as ExtendableEvent & { readonly newSubscription?: PushSubscription | null };
  (event as ExtendableEvent).waitUntil(renew(newSubscription));
});

self.addEventListener('message', (event) => event.waitUntil(obey(event.data as WorkerOrder)));

/** Does what a page says: only pages of this origin can say anything. */
async function obey(order: WorkerOrder): Promise<void> {
  switch (order.kind) {
    case 'keep-renewal':
      return keepRenewal(order.renewal);
    case 'forget-renewal':
      return forgetRenewal();
    case 'check-renewal': {
      const subscription = await self.registration.pushManager.getSubscription();
      if (await isUntold(subscription)) await renew(subscription);
    }
  }
}

/** Renews the subscription; when that cannot be done from here, an open page with the member's token does it. */
async function renew(newSubscription: PushSubscription | null | undefined): Promise<void> {
  const renewed = await renewSubscription(self.registration, newSubscription).catch(() => false);
  await tellPages({ kind: 'subscription-changed', renewed });
}

/** Whatever a browser dislikes about the options, something is shown. */
async function show(title: string, options: ShownOptions): Promise<void> {
  try {
    await self.registration.showNotification(title, options);
  } catch {
    const { body, tag, data } = options;
    await self.registration.showNotification(title, { body, tag, data });
  }
}

/** A push whose bytes are no text is one that cannot be read: it is shown all the same. */
function textOf(data: PushMessageData | null): string {
  try {
    return data?.text() ?? '';
  } catch {
    return '';
  }
}

/** Few browsers have a badge, and those refuse it for apps that are not installed. */
async function setBadge(count: number | undefined): Promise<void> {
  if (count === undefined || !('setAppBadge' in navigator)) return;
  await navigator.setAppBadge(count);
}

/** The app is opened: its page counts for itself from here on. */
async function clearBadge(): Promise<void> {
  if ('clearAppBadge' in navigator) await navigator.clearAppBadge();
}

/** Brings an open page of the same address to the front, or opens one, and tells it what was clicked. */
async function open(id: string | undefined, url: string): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const shown = pages.find((page) => addressOf(page.url) === addressOf(url));
  const page = (await shown?.focus().catch(() => shown)) ?? (await self.clients.openWindow(url));
  page?.postMessage({ kind: 'clicked', id, url } satisfies WorkerMessage);
}

async function tellPages(message: WorkerMessage): Promise<void> {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  for (const page of pages) page.postMessage(message);
}

/** Query and fragment choose what a page shows, not which page it is. */
function addressOf(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

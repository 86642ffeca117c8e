import { notificationOf, type ShownData, type WorkerMessage } from './push/notification.ts';

declare const self: ServiceWorkerGlobalScope;

// A new version takes over at once: it holds no cache and no state that an open page could depend on.
self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('push', (event) => {
  const { title, options } = notificationOf(event.data?.text() ?? '', self.location.origin);
  event.waitUntil(
    Promise.all([
      self.registration.showNotification(title, options),
      tellPages({ kind: 'shown', id: options.data.id }),
    ]),
  );
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data as ShownData));
});

// The page renews the subscription: only it has the member's token.
self.addEventListener('pushsubscriptionchange', (event) => {
  (event as ExtendableEvent).waitUntil(tellPages({ kind: 'subscription-changed' }));
});

/** Brings an open page of the same address to the front, or opens one, and tells it what was clicked. */
async function open({ id, url }: ShownData): Promise<void> {
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

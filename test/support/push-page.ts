import { once } from 'node:events';
import { createServer } from 'node:http';

/** A page on a random loopback port that can subscribe to push and shows what its service worker received. */
export interface PushPage {
  readonly origin: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts the smallest page with a service worker. The page sets `document.title` to `ready` once the worker is
 * active; `subscribe(key)` gives the subscription's JSON; each message is shown as a notification and then appears
 * in the page as an `<li>` with the text the worker read from it; `notifications()` tells the titles shown.
 */
export async function startPushPage(): Promise<PushPage> {
  const server = createServer((request, response) => {
    if (request.url === '/worker.js') response.setHeader('Content-Type', 'text/javascript').end(WORKER);
    else if (request.url === '/') response.setHeader('Content-Type', 'text/html; charset=utf-8').end(PAGE);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The page has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const PAGE = `<!doctype html>
<title>loading</title>
<ul></ul>
<script type="module">
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    const item = document.createElement('li');
    item.textContent = data;
    document.querySelector('ul').append(item);
  });
  await navigator.serviceWorker.register('/worker.js');
  const registration = await navigator.serviceWorker.ready;
  globalThis.subscribe = async (applicationServerKey) =>
    (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })).toJSON();
  globalThis.unsubscribe = async () => (await registration.pushManager.getSubscription()).unsubscribe();
  globalThis.notifications = async () => (await registration.getNotifications()).map(({ title }) => title);
  document.title = 'ready';
</script>`;

const WORKER = `
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(receive(event)));
async function receive(event) {
  const text = event.data.text();
  const { id, title, body } = JSON.parse(text);
  await self.registration.showNotification(title, { body, tag: id });
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(text);
}`;

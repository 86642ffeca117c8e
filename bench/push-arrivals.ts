import { once } from 'node:events';
import { createServer } from 'node:http';
import { pushKeys } from '../test/support/push-keys.ts';

/** A push service on a random loopback port that notes when messages arrive and says 201, and beside it a provider of email. */
export interface PushArrivals {
  readonly origin: string;
  /** What TOWER_PUSH_ALLOW has to name for it. */
  readonly allow: string;
  /** A subscription with keys of its own, as a browser's `PushSubscription.toJSON()` gives it. */
  readonly subscription: (name: string) => Subscription;
  /** Resolves with the moment (`performance.now()`) of the next message for this name; rejects after 10 s. */
  readonly next: (name: string) => Promise<number>;
  /** Messages that have arrived so far. */
  readonly arrived: (kind: 'push' | 'mail') => number;
  /** How long the provider takes for an email from now on, ms. */
  readonly mailTakes: (millis: number) => void;
  readonly close: () => Promise<void>;
}

export interface Subscription {
  readonly endpoint: string;
  readonly expirationTime: null;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

const PATIENCE = 10_000;

/**
 * Starts it. It does not verify or decrypt, so that its own work is not in the figures: test/support/push-service.ts
 * is the strict one, and the tests of channels hold the product to it.
 */
export async function startPushArrivals(): Promise<PushArrivals> {
  const waiting = new Map<string, (moment: number) => void>();
  const counts = { push: 0, mail: 0 };
  let mailTakes = 0;
  const server = createServer((request, response) => {
    if (request.url === '/emails') {
      request.resume();
      request.on('end', () => {
        counts.mail++;
        setTimeout(() => response.writeHead(200).end(JSON.stringify({ id: String(counts.mail) })), mailTakes);
      });
      return;
    }
    counts.push++;
    const moment = performance.now();
    const name = decodeURIComponent((request.url ?? '').slice('/push/'.length));
    request.resume();
    request.on('end', () => response.writeHead(201).end());
    waiting.get(name)?.(moment);
    waiting.delete(name);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The push service has no port');
  const allow = `127.0.0.1:${address.port}`;
  const origin = `http://${allow}`;
  return {
    origin,
    allow,
    subscription: (name) => {
      const { p256dh, auth } = pushKeys();
      return { endpoint: `${origin}/push/${encodeURIComponent(name)}`, expirationTime: null, keys: { p256dh, auth } };
    },
    next: (name) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`No push for ${name} came within ${PATIENCE} ms`)), PATIENCE);
        waiting.set(name, (moment) => {
          clearTimeout(timer);
          resolve(moment);
        });
      }),
    arrived: (kind) => counts[kind],
    mailTakes: (millis) => {
      mailTakes = millis;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

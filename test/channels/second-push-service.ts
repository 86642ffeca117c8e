import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';

/** A push service that nobody here wrote: npm `web-push-testing`, in this process. */
export interface SecondPushService {
  /** What TOWER_PUSH_ALLOW has to name for it. */
  readonly allow: string;
  readonly subscribe: (applicationServerKey: string) => Promise<SecondSubscription>;
  /** The decrypted messages of a subscription, in order. */
  readonly messagesOf: (clientHash: string) => Promise<readonly string[]>;
  readonly expire: (clientHash: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `PushSubscription.toJSON()`, and the name the service has for it. */
export interface SecondSubscription {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
  readonly clientHash: string;
}

/** The part of the package that is used; it has no types of its own. */
interface Model {
  readonly PushApiModel: new () => object;
}
type TestingServer = new (model: object, port: number) => { startServer(): void; readonly _server: Server };

/** Starts it on a free port. */
export async function startSecondPushService(): Promise<SecondPushService> {
  const load = createRequire(import.meta.url);
  const { PushApiModel } = load('web-push-testing/src/PushApiModel.js') as Model;
  const WebPushTestingServer = load('web-push-testing/src/server.js') as TestingServer;
  const port = await freePort();
  const testing = new WebPushTestingServer(new PushApiModel(), port);
  testing.startServer();
  const server = testing._server;
  await once(server, 'listening');
  const post = async (path: string, body: object = {}) => {
    const answer = await fetch(`http://localhost:${port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return text.startsWith('{') ? JSON.parse(text).data : undefined;
  };
  return {
    allow: `localhost:${port}`,
    subscribe: (applicationServerKey) => post('/subscribe', { userVisibleOnly: 'true', applicationServerKey }),
    messagesOf: async (clientHash) => (await post('/get-notifications', { clientHash })).messages,
    expire: async (clientHash) => void (await post(`/expire-subscription/${clientHash}`)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** The service takes a number alone, and 0 is none for it. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type MozillaPush, mozillaPush } from './mozilla-push.ts';
import { giveAnswer, type PushAnswer } from './push-answer.ts';
import { type PushKeys, pushKeys } from './push-keys.ts';
import { checkPushHeaders, type PushHeaders, readBody } from './push-request.ts';

/** A message as the push service took it; `payload` is the decrypted text, absent when a real browser holds the key. */
export interface ReceivedPush extends PushHeaders {
  readonly subscription: string;
  readonly payload?: string;
}

/** Any request, whatever it was answered with. */
export interface PushRequest {
  readonly subscription: string;
  readonly method: string;
  readonly status: number;
  /** Absent when the request itself was at fault. */
  readonly message?: ReceivedPush;
  /** Why the request was refused. */
  readonly fault?: string;
}

/** A subscription whose browser is the test. */
export interface ServedSubscription {
  readonly id: string;
  /** What `PushSubscription.toJSON()` gives. */
  readonly subscription: {
    readonly endpoint: string;
    readonly expirationTime: null;
    readonly keys: { readonly p256dh: string; readonly auth: string };
  };
  /** Answers every sound message like this from now on. */
  readonly answerWith: (answer: PushAnswer) => void;
  /** Answers the next sound messages like this, one each, before the standing answer holds again. */
  readonly answerNextWith: (...answers: PushAnswer[]) => void;
}

/** A push service on a random loopback port; `allow` is what TOWER_PUSH_ALLOW has to name for it. */
export interface PushService {
  readonly origin: string;
  readonly allow: string;
  /** What `dom.push.serverURL` of a Firefox has to be. */
  readonly webSocketUrl: string;
  readonly createSubscription: (options?: { readonly applicationServerKey?: string }) => ServedSubscription;
  /** Messages answered 2xx, in order. */
  readonly received: readonly ReceivedPush[];
  readonly requests: readonly PushRequest[];
  readonly mozilla: MozillaPush;
  /** Resolves with all that were received as soon as there are so many; rejects after `timeout` ms (10 s). */
  readonly waitFor: (count: number, timeout?: number) => Promise<readonly ReceivedPush[]>;
  readonly close: () => Promise<void>;
}

interface Held {
  readonly keys: PushKeys;
  readonly applicationServerKey: string | undefined;
  standing: PushAnswer;
  readonly next: PushAnswer[];
}

const CREATED: PushAnswer = { status: 201 };

/**
 * Starts a push service for tests: RFC 8030 endpoints with keys of its own, and Mozilla's WebSocket protocol on the
 * same port for a stock Firefox. It is as strict as the real ones: a request they would refuse is refused here.
 */
export async function startPushService(): Promise<PushService> {
  const held = new Map<string, Held>();
  const received: ReceivedPush[] = [];
  const requests: PushRequest[] = [];
  const watchers = new Set<() => void>();
  const late = new Set<NodeJS.Timeout>();
  let origin = '';

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The push service has no port');
  const allow = `127.0.0.1:${address.port}`;
  origin = `http://${allow}`;
  const mozilla = mozillaPush(server, (channel) => `${origin}/firefox/${channel}`);

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, kind = '', id = ''] = (request.url ?? '').split('/');
    const subscription = kind === 'push' ? held.get(id) : undefined;
    const channel = kind === 'firefox' ? mozilla.channel(id) : undefined;
    const method = request.method ?? '';
    const body = await readBody(request);
    const note = (status: number, more: { message?: ReceivedPush; fault?: string }) => {
      requests.push({ subscription: id, method, status, ...more });
      for (const watcher of watchers) watcher();
    };
    const refuse = (status: number, fault: string) => {
      note(status, { fault });
      giveAnswer(response, { status, body: fault }, late);
    };

    if (subscription === undefined && channel === undefined) return refuse(410, 'no such subscription');
    if (method !== 'POST') return refuse(405, 'only POST');
    if (body === undefined) return refuse(413, 'more than 4096 bytes');
    const headers = await checkPushHeaders(request.headers, origin, subscription?.applicationServerKey ?? channel?.key);
    if (!headers.ok) return refuse(headers.status, headers.message);

    const { ok: _, ...push } = headers;
    const message = { subscription: id, ...push, ...(subscription && { payload: subscription.keys.decrypt(body) }) };
    const answer = subscription === undefined ? CREATED : (subscription.next.shift() ?? subscription.standing);
    if (isSuccess(answer)) {
      received.push(message);
      channel?.notify(body);
    }
    note(answer.status, { message });
    giveAnswer(response, answer, late);
  }

  return {
    origin,
    allow,
    webSocketUrl: `ws://${allow}/`,
    createSubscription: (options = {}) => {
      const id = randomUUID();
      const keys = pushKeys();
      const entry: Held = { keys, applicationServerKey: options.applicationServerKey, standing: CREATED, next: [] };
      held.set(id, entry);
      return {
        id,
        subscription: {
          endpoint: `${origin}/push/${id}`,
          expirationTime: null,
          keys: { p256dh: keys.p256dh, auth: keys.auth },
        },
        answerWith: (answer) => {
          entry.standing = answer;
        },
        answerNextWith: (...answers) => {
          entry.next.push(...answers);
        },
      };
    },
    received,
    requests,
    mozilla,
    waitFor: (count, timeout = 10_000) => waitUntil(watchers, received, count, timeout),
    close: async () => {
      for (const timer of late) clearTimeout(timer);
      mozilla.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function isSuccess(answer: PushAnswer): boolean {
  return answer.status >= 200 && answer.status < 300 && answer.fault !== 'reset' && answer.fault !== 'silence';
}

function waitUntil(
  watchers: Set<() => void>,
  received: readonly ReceivedPush[],
  count: number,
  timeout: number,
): Promise<readonly ReceivedPush[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly ReceivedPush[]>();
  const timer = setTimeout(() => {
    watchers.delete(look);
    reject(new Error(`${received.length} of ${count} push messages came within ${timeout} ms`));
  }, timeout);
  const look = () => {
    if (received.length < count) return;
    clearTimeout(timer);
    watchers.delete(look);
    resolve(received);
  };
  watchers.add(look);
  look();
  return promise;
}

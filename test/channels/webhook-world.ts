import { tell } from '../../src/channels/webhook/tell.ts';
import type { DeadMessage, QueueMessage, TellMessage } from '../../src/contract/queue-message.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { webhooksChanged } from '../../src/registry/webhooks.ts';
import { bindings, newTenant, type TestTenant } from '../http/world.ts';

/** Host of the servers of these tests; nothing of them is on the network. */
export const HOST = 'hooks.example.com';

/** A message on its way to a server, and after how many seconds. */
export interface Waiting {
  readonly message: TellMessage;
  readonly delaySeconds: number;
}

/** A tenant whose webhooks are told by the real consumer, with a queue and a clock that belong to the test. */
export interface WebhookWorld {
  readonly tenant: TestTenant;
  readonly env: Environment;
  readonly waiting: Waiting[];
  readonly dead: DeadMessage[];
  /** Requests that the server got. */
  readonly posted: { readonly url: string; readonly headers: Headers; readonly body: string }[];
  /** Consumes what waits, oldest first, at that moment; the server answers with this status. */
  consume(now: number, answer: number | ((body: string) => Response)): Promise<void>;
  put(name: string, more?: Readonly<Record<string, unknown>>): Promise<string>;
}

/** A fresh one. */
export async function newWebhookWorld(): Promise<WebhookWorld> {
  const tenant = await newTenant({ providerHosts: [HOST] });
  const waiting: Waiting[] = [];
  const dead: DeadMessage[] = [];
  const posted: WebhookWorld['posted'] = [];
  const keep = (message: QueueMessage, delaySeconds = 0) => {
    if (message.kind === 'webhook') waiting.push({ message, delaySeconds });
  };
  const WEBHOOKS = {
    send: async (message: QueueMessage, options?: QueueSendOptions) => keep(message, options?.delaySeconds),
    sendBatch: async (batch: Iterable<{ body: QueueMessage }>) => {
      for (const { body } of batch) keep(body);
    },
  } as unknown as Environment['WEBHOOKS'];
  const DEAD = { send: async (message: DeadMessage) => void dead.push(message) } as unknown as Environment['DEAD'];
  const env = { ...bindings, WEBHOOKS, DEAD };
  return {
    tenant,
    env,
    waiting,
    dead,
    posted,
    async consume(now, answer) {
      for (const { message } of waiting.splice(0)) {
        await tell(env, message, now, async (url, init) => {
          const body = String(init.body);
          posted.push({ url, headers: new Headers(init.headers), body });
          return typeof answer === 'number' ? new Response(null, { status: answer }) : answer(body);
        });
      }
      // The clock of a test leaps beyond what an isolate remembers.
      webhooksChanged(tenant.name);
    },
    async put(name, more = {}) {
      const body = { url: `https://${HOST}/${name}`, events: ['notification.sent'], ...more };
      const { status, json } = await tenant.ask('PUT', `/v1/webhooks/${name}`, { body });
      if (status !== 200) throw new Error(JSON.stringify(json));
      return String(json.secret);
    },
  };
}

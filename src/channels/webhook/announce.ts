import type { TellMessage } from '../../contract/queue-message.ts';
import type { WebhookEvent, WebhookMessage } from '../../contract/webhook.ts';
import type { Environment } from '../../platform/environment.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { log, messageOf } from '../../platform/log.ts';
import { sendAll } from '../../platform/queues.ts';
import type { Stubs } from '../../platform/stubs.ts';
import { wants, webhooksOf } from '../../registry/webhooks.ts';

/**
 * Tells the tenant's own servers what has happened: a queue message for each webhook that wants to know. When none does,
 * nothing is sent or written; whether one does is in the memory of the isolate. Never throws: what has happened stays
 * so, whoever hears of it. `now` in ms.
 */
export async function announce(
  env: Environment,
  of: Stubs,
  tenant: string,
  messages: readonly WebhookMessage[],
  now: number,
): Promise<void> {
  if (messages.length === 0) return;
  try {
    const webhooks = await webhooksOf(of, tenant, now);
    const told = webhooks.flatMap((webhook) =>
      messages
        .filter(({ type }) => wants(webhook, type))
        .map((message): TellMessage => {
          const id = idOf(tenant, webhook.name, message);
          return { kind: 'webhook', tenant, webhook: webhook.name, id, message };
        }),
    );
    await sendAll(env.WEBHOOKS, told);
  } catch (error) {
    log('error', 'webhook.unannounced', { tenant, count: messages.length, reason: messageOf(error) });
  }
}

/** Whether anybody wants to be told of such an event, for what is costly to find out. Never throws. */
export async function isAwaited(of: Stubs, tenant: string, event: WebhookEvent, now: number): Promise<boolean> {
  try {
    return (await webhooksOf(of, tenant, now)).some((webhook) => wants(webhook, event));
  } catch (error) {
    log('error', 'webhook.unannounced', { tenant, count: 1, reason: messageOf(error) });
    return false;
  }
}

/** The same for what is announced twice, so that whoever is told knows the repeat. */
function idOf(tenant: string, webhook: string, { type, timestamp, data }: WebhookMessage): string {
  return `msg_${sha256Hex(JSON.stringify([tenant, webhook, type, timestamp, data])).slice(0, 32)}`;
}

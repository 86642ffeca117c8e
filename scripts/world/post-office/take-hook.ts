import { type Handed, objectOf, type Reply } from './counter.ts';

/** A message to a Slack-compatible incoming webhook, `/hook` or `/hook/{whose}`. */
export function takeSlack({ path, body, outbox }: Handed): Reply {
  const message = objectOf(body);
  const text = message && textOf(message);
  if (!text) return { status: 400, body: 'no_text' };
  const [, whose] = /^\/hook\/([^/]+)$/.exec(path) ?? [];
  outbox.take({ channel: 'slack', to: whose ?? 'a channel', text }, undefined);
  return { status: 200, body: 'ok' };
}

/** What the app’s own server is told, as Standard Webhooks say it; once for each `webhook-id`. */
export function takeWebhook({ headers, body, outbox }: Handed): Reply {
  const message = objectOf(body);
  const id = headers['webhook-id'];
  if (!message || typeof message.type !== 'string' || typeof id !== 'string') return { status: 400 };
  outbox.take({ channel: 'webhook', to: 'the app’s own server', type: message.type, body: message }, undefined, id);
  return { status: 204 };
}

/** The texts of a message: of its blocks, which are what is shown, else its own. */
function textOf({ text, blocks }: Readonly<Record<string, unknown>>): string {
  const ofBlocks = Array.isArray(blocks) ? blocks.flatMap(textsIn) : [];
  return ofBlocks.length > 0 ? ofBlocks.join('\n') : typeof text === 'string' ? text : '';
}

function textsIn(block: unknown): string[] {
  if (typeof block !== 'object' || block === null) return [];
  const { text, elements } = block as { readonly text?: unknown; readonly elements?: unknown };
  const own = typeof text === 'string' ? [text] : textsIn(text);
  return [...own, ...(Array.isArray(elements) ? elements.flatMap(textsIn) : [])];
}

import { z } from '@hono/zod-openapi';
import { Webhook } from 'standardwebhooks';
import { messageOfTags } from './message-tags.ts';
import type { CallbackNews } from './news.ts';

/**
 * What Resend tells, once its signature has passed: Standard Webhooks, in the headers that Svix gave them before they were
 * one, five minutes old at most. Undefined when it is not signed; nothing follows from what is signed and not understood.
 */
export function resendNews(body: string, headers: Headers, signingSecret: string): readonly CallbackNews[] | undefined {
  if (!isSigned(body, headers, signingSecret)) return undefined;
  const event = ResendEvent.safeParse(jsonOf(body));
  return event.success ? newsOf(event.data) : [];
}

const Tags = z.union([
  z.array(z.object({ name: z.string(), value: z.string() })).transform((tags) => {
    return Object.fromEntries(tags.map(({ name, value }) => [name, value]));
  }),
  z.record(z.string(), z.string()),
]);

const ResendEvent = z.object({
  type: z.string(),
  data: z.object({
    to: z.array(z.string()).default([]),
    bounce: z.object({ type: z.string().optional() }).optional(),
    tags: Tags.optional().catch(undefined),
  }),
});

function newsOf({ type, data: { to, bounce, tags } }: z.infer<typeof ResendEvent>): CallbackNews[] {
  switch (type) {
    case 'email.bounced':
      // Transient ones are tried again by Resend; those without a type are permanent, as its documents say of the event.
      return (bounce?.type ?? 'Permanent') === 'Permanent' ? suppressions(to, 'bounce') : [];
    case 'email.complained':
      return suppressions(to, 'complaint');
    case 'email.delivered': {
      const message = messageOfTags(tags ?? {});
      return message === undefined ? [] : [{ kind: 'arrived', message }];
    }
    default:
      return [];
  }
}

function suppressions(to: readonly string[], reason: 'bounce' | 'complaint'): CallbackNews[] {
  return to
    .map((each) => /<([^<>]+)>\s*$/.exec(each)?.[1] ?? each)
    .filter((address) => z.email().max(254).safeParse(address.trim()).success)
    .map((address) => ({ kind: 'suppress', channel: 'email', address: address.trim(), reason }));
}

function isSigned(body: string, headers: Headers, signingSecret: string): boolean {
  const told = ['id', 'timestamp', 'signature'].map((name) => [
    `webhook-${name}`,
    headers.get(`svix-${name}`) ?? headers.get(`webhook-${name}`) ?? '',
  ]);
  try {
    new Webhook(signingSecret).verify(body, Object.fromEntries(told), { jsonParse: false });
    return true;
  } catch {
    return false;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

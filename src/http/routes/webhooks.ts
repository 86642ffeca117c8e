import { z } from '@hono/zod-openapi';
import { surroundingsOf } from '../../channels/surroundings.ts';
import { tellOnce } from '../../channels/webhook/tell.ts';
import { toInstant } from '../../contract/identifier.ts';
import { MOST_WEBHOOKS, WebhookDefinition, WebhookTest, WebhookView } from '../../contract/webhook.ts';
import { checkOutgoingUrl } from '../../registry/outgoing-url.ts';
import { settingsOf } from '../../registry/registry.ts';
import type { WebhookRow } from '../../registry/store.ts';
import { newWebhookSecret, sealWebhookSecret, webhooksChanged } from '../../registry/webhooks.ts';
import { readBody } from '../body.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkNoCursor, readId } from '../parameters.ts';

const tags = ['Webhooks'];
const security = { scope: 'admin' } as const;
/** ms that a secret which was rotated still signs beside the new one. */
const BOTH_FOR = 86_400_000;

export function addWebhookRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/webhooks/{name}',
    {
      summary: 'Tell a server of mine what happens; its secret is shown when it is made. Turns it on again',
      tags,
      security,
      body: { schema: WebhookDefinition },
      answer: { status: 200, schema: WebhookView, description: 'The webhook' },
      problems: [409],
    },
    putWebhook,
  );

  addRoute(
    app,
    'get',
    '/v1/webhooks',
    {
      summary: 'My webhooks by name, without their secrets',
      tags,
      security,
      answer: {
        status: 200,
        schema: z.object({ items: z.array(WebhookView), next: z.null() }),
        description: 'All webhooks',
      },
    },
    async (context) => {
      checkNoCursor(context);
      const rows = await objectsOf(context).tenant().webhooks();
      return context.json({ items: rows.map((row) => viewOf(row)), next: null });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/webhooks/{name}',
    {
      summary: 'A webhook, since when it fails, and why it was turned off',
      tags,
      security,
      answer: { status: 200, schema: WebhookView, description: 'The webhook' },
      problems: [404],
    },
    async (context) => context.json(viewOf(await known(context))),
  );

  addRoute(
    app,
    'delete',
    '/v1/webhooks/{name}',
    {
      summary: 'Tell that server nothing any more; what was on its way is dropped',
      tags,
      security,
      answer: { status: 204, description: 'Removed' },
      problems: [404],
    },
    async (context) => {
      const removed = await objectsOf(context).tenant().removeWebhook(readId(context, 'name'));
      if (!removed) throw new Refused({ kind: 'not-found', what: 'such webhook' });
      webhooksChanged(context.var.caller.tenant);
      return context.body(null, 204);
    },
  );

  addRoute(
    app,
    'post',
    '/v1/webhooks/{name}/rotate',
    {
      summary: 'Make a new secret, shown once; for 24 hours the one before signs as well',
      tags,
      security,
      answer: { status: 200, schema: WebhookView, description: 'The webhook, with its new secret' },
      problems: [404],
    },
    async (context) => {
      const now = Date.now();
      const { tenant } = context.var.caller;
      const name = readId(context, 'name');
      const secret = newWebhookSecret();
      const sealed = sealWebhookSecret(context.env, tenant, name, secret);
      const row = await objectsOf(context)
        .tenant()
        .rotateWebhook(name, sealed, now + BOTH_FOR, now);
      if (!row) throw new Refused({ kind: 'not-found', what: 'such webhook' });
      webhooksChanged(tenant);
      return context.json(viewOf(row, secret));
    },
  );

  addRoute(
    app,
    'post',
    '/v1/webhooks/{name}/test',
    {
      summary: 'Send it a `webhook.test` at once and see what it says, also while it is off',
      tags,
      security,
      answer: { status: 200, schema: WebhookTest, description: 'What the server said' },
      problems: [404],
    },
    testWebhook,
  );
}

async function putWebhook(context: Ctx): Promise<Response> {
  const now = Date.now();
  const of = objectsOf(context);
  const { tenant } = context.var.caller;
  const name = readId(context, 'name');
  const definition = await readBody(context, WebhookDefinition);
  const hosts = (await settingsOf(of, tenant, now))?.providerHosts ?? [];
  const checked = checkOutgoingUrl(definition.url, { known: [], hosts, allow: context.env.TOWER_PUSH_ALLOW });
  if (!checked.ok) throw new Refused({ kind: 'invalid', errors: [{ path: 'url', message: checked.message }] });
  const secret = newWebhookSecret();
  const sealed = sealWebhookSecret(context.env, tenant, name, secret);
  const row = await of.tenant().putWebhook(name, definition, sealed, now);
  if (row === 'full') throw new Refused({ kind: 'conflict', detail: `A tenant can have ${MOST_WEBHOOKS} webhooks` });
  webhooksChanged(tenant);
  return context.json(viewOf(row, row.state.secret === sealed ? secret : undefined));
}

async function testWebhook(context: Ctx): Promise<Response> {
  const now = Date.now();
  const of = objectsOf(context);
  const { tenant } = context.var.caller;
  const webhook = await known(context);
  const around = await surroundingsOf(context.env, of, tenant, now);
  const message = { type: 'webhook.test', timestamp: toInstant(now), data: { webhook: webhook.name } } as const;
  const id = `msg_${crypto.randomUUID().replaceAll('-', '')}`;
  const { told, status, failure } = await tellOnce(context.env, webhook, { id, message }, around);
  const answer: WebhookTest = {
    told: told.kind === 'told',
    ...(status === undefined ? {} : { status }),
    ...(failure === undefined ? {} : { reason: failure }),
  };
  return context.json(answer);
}

/** The webhook of the caller's own tenant that the path names. */
async function known(context: Ctx): Promise<WebhookRow> {
  const name = readId(context, 'name');
  const rows = await objectsOf(context).tenant().webhooks();
  const row = rows.find((each) => each.name === name);
  if (!row) throw new Refused({ kind: 'not-found', what: 'such webhook' });
  return row;
}

function viewOf({ name, definition, state, updatedAt }: WebhookRow, secret?: string): WebhookView {
  const { failingSince, disabled } = state;
  return {
    name,
    ...definition,
    ...(failingSince === undefined ? {} : { failingSince: toInstant(failingSince) }),
    ...(disabled === undefined ? {} : { disabled }),
    ...(secret === undefined ? {} : { secret }),
    updatedAt: toInstant(updatedAt),
  };
}

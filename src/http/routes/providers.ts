import { z } from '@hono/zod-openapi';
import { callbackUrl } from '../../channels/callbacks/callback-token.ts';
import { definitionFaults } from '../../channels/providers/definition-faults.ts';
import { goesToTheSame, partSecrets } from '../../channels/providers/secrets.ts';
import { sendBy } from '../../channels/providers/send-by.ts';
import { testMessage } from '../../channels/providers/test-message.ts';
import { surroundingsOf } from '../../channels/surroundings.ts';
import { toInstant } from '../../contract/identifier.ts';
import { CHANNEL_OF, MOST_PROVIDERS, ProviderDefinition, ProviderView } from '../../contract/provider.ts';
import { ProviderTest, ProviderTestResult } from '../../contract/provider-test.ts';
import { bounded } from '../../platform/bounded.ts';
import { openedProvider, providersChanged, sealSecrets } from '../../registry/providers.ts';
import { settingsOf } from '../../registry/registry.ts';
import type { ProviderRow } from '../../registry/store.ts';
import { readBody } from '../body.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkNoCursor, readId } from '../parameters.ts';

const tags = ['Providers'];
const security = { scope: 'admin' } as const;
/** Objects of providers asked at once. */
const PARALLEL = 8;

export function addProviderRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/providers/{name}',
    {
      summary: 'Send a channel through a provider of mine; secrets that are left out stay as they are',
      tags,
      security,
      body: { schema: ProviderDefinition },
      answer: { status: 200, schema: ProviderView, description: 'The provider, without its secrets' },
      problems: [409],
    },
    putProvider,
  );

  addRoute(
    app,
    'get',
    '/v1/providers',
    {
      summary: 'My providers by name, without their secrets, and how they are doing',
      tags,
      security,
      answer: {
        status: 200,
        schema: z.object({ items: z.array(ProviderView), next: z.null() }),
        description: 'All providers',
      },
    },
    async (context) => {
      checkNoCursor(context);
      const rows = await objectsOf(context).tenant().providers();
      const views = await bounded(rows, PARALLEL, (row) => viewOf(context, row));
      const items = views.map((each, place) =>
        // A provider whose object cannot be reached is shown without its health.
        each.status === 'fulfilled' ? each.value : plainView(context, rows[place] as ProviderRow),
      );
      return context.json({ items, next: null });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/providers/{name}',
    {
      summary: 'A provider, without its secrets, and how it is doing',
      tags,
      security,
      answer: { status: 200, schema: ProviderView, description: 'The provider' },
      problems: [404],
    },
    async (context) => context.json(await viewOf(context, await known(context))),
  );

  addRoute(
    app,
    'delete',
    '/v1/providers/{name}',
    {
      summary: 'Send nothing through a provider any more, and forget its secrets',
      tags,
      security,
      answer: { status: 204, description: 'Removed' },
      problems: [404],
    },
    async (context) => {
      const name = readId(context, 'name');
      const of = objectsOf(context);
      if (!(await of.tenant().removeProvider(name))) throw new Refused({ kind: 'not-found', what: 'such provider' });
      providersChanged(context.var.caller.tenant);
      await of.provider(name).renew(Date.now());
      return context.body(null, 204);
    },
  );

  addRoute(
    app,
    'post',
    '/v1/providers/{name}/test',
    {
      summary: 'Send a test message through a provider at once and see what it says, also while it is off',
      tags,
      security,
      body: { schema: ProviderTest },
      answer: { status: 200, schema: ProviderTestResult, description: 'What the provider said' },
      problems: [404],
    },
    testProvider,
  );
}

async function putProvider(context: Ctx): Promise<Response> {
  const now = Date.now();
  const of = objectsOf(context);
  const { tenant } = context.var.caller;
  const name = readId(context, 'name');
  const { definition, secrets: given } = partSecrets(await readBody(context, ProviderDefinition));
  const before = (await of.tenant().providers()).find((each) => each.name === name);
  const secrets = rotated(keptFor(context, definition, before), given, now - (before?.updatedAt ?? 0));
  const whole: ProviderDefinition = { ...definition, ...secrets };
  const hosts = (await settingsOf(of, tenant, now))?.providerHosts ?? [];
  const errors = definitionFaults(whole, { hosts, allow: context.env.TOWER_PUSH_ALLOW });
  if (errors.length > 0) throw new Refused({ kind: 'invalid', errors });
  const row = { name, definition, sealed: sealSecrets(context.env, tenant, name, secrets), updatedAt: now };
  if ((await of.tenant().putProvider(row)) === 'full') {
    throw new Refused({ kind: 'conflict', detail: `A tenant can have ${MOST_PROVIDERS} providers` });
  }
  providersChanged(tenant);
  await of.provider(name).renew(now);
  return context.json(await viewOf(context, row));
}

/** The secrets that are kept for where a definition goes to; none when their key is not here any more. */
function keptFor(
  context: Ctx,
  definition: ProviderDefinition,
  before: ProviderRow | undefined,
): Readonly<Record<string, string>> {
  if (!before || !goesToTheSame(before.definition, definition)) return {};
  const opened = openedProvider(context.env, context.var.caller.tenant, before);
  return opened === undefined ? {} : partSecrets(opened).secrets;
}

/** ms for which the secret before signs as well. */
const OVERLAP = 86_400_000;

/** Secrets as they are from now on: of a server that is told by signature the one before stays, for a day. */
function rotated(
  { previousSecret, ...kept }: Readonly<Record<string, string>>,
  given: Readonly<Record<string, string>>,
  sinceLast: number,
): Readonly<Record<string, string>> {
  const isNew = kept.secret !== undefined && given.secret !== undefined && given.secret !== kept.secret;
  const before = isNew ? kept.secret : sinceLast < OVERLAP ? previousSecret : undefined;
  return { ...kept, ...(before === undefined ? {} : { previousSecret: before }), ...given };
}

async function testProvider(context: Ctx): Promise<Response> {
  const now = Date.now();
  const of = objectsOf(context);
  const { tenant } = context.var.caller;
  const row = await known(context);
  const { to } = await readBody(context, ProviderTest);
  const opened = openedProvider(context.env, tenant, row);
  if (!opened) return context.json({ outcome: 'refused', reason: 'its secrets cannot be opened: put them again' });
  const around = await surroundingsOf(context.env, of, tenant, now);
  const outcome = await sendBy(testMessage(tenant, opened.kind, to, now), opened, around);
  // It works: whatever it did before, it is asked again at once.
  if (outcome.kind === 'sent') await of.provider(row.name).renew(now);
  const { kind, reason, reference } = { reason: undefined, reference: undefined, ...outcome };
  return context.json({
    outcome: kind,
    ...(reason === undefined ? {} : { reason }),
    ...(reference === undefined ? {} : { reference }),
  } satisfies ProviderTestResult);
}

async function known(context: Ctx): Promise<ProviderRow> {
  const name = readId(context, 'name');
  const row = (await objectsOf(context).tenant().providers()).find((each) => each.name === name);
  if (!row) throw new Refused({ kind: 'not-found', what: 'such provider' });
  return row;
}

async function viewOf(context: Ctx, row: ProviderRow): Promise<ProviderView> {
  const health = await objectsOf(context).provider(row.name).health(Date.now());
  return { ...plainView(context, row), health };
}

function plainView(context: Ctx, { name, definition, sealed, updatedAt }: ProviderRow): ProviderView {
  const { TOWER_ORIGIN: origin, TOWER_TOKEN_KEY: key } = context.env;
  const isCalling = definition.kind === 'resend' || definition.kind === 'twilio';
  return {
    name,
    channel: CHANNEL_OF[definition.kind],
    definition: { ...definition },
    secrets: Object.keys(sealed).toSorted(),
    ...(isCalling && origin ? { callback: callbackUrl(origin, context.var.caller.tenant, name, key) } : {}),
    updatedAt: toInstant(updatedAt),
  };
}

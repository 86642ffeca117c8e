import { z } from '@hono/zod-openapi';
import { EventLogPartitions, TenantBody, TenantReceipt, TenantSettings } from '../../contract/tenant.ts';
import { MOST_TENANT_BYTES } from '../../platform/names.ts';
import { canKeep, jurisdictionOf } from '../../platform/placement.ts';
import { stubs } from '../../platform/stubs.ts';
import { FIRST_PARTITIONS } from '../../registry/event-logs.ts';
import { settingsOf, tenantChanged } from '../../registry/registry.ts';
import { newKey } from '../api-key.ts';
import { checkBody, readText } from '../body.ts';
import type { App, Ctx } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { readId } from '../parameters.ts';

const tags = ['Tenants'];

export function addTenantRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/tenants/{tenant}',
    {
      summary:
        'Create a tenant, or change its settings; each call adds an admin key and shows it once. All that is held of a ' +
        'tenant whose id ends in `@eu`, `@us`, `@fedramp` or `@fedramp-high` stays in that jurisdiction',
      tags,
      security: 'root',
      body: { schema: TenantBody, optional: true },
      answer: { status: 200, schema: TenantReceipt, description: 'The tenant and a new admin key' },
    },
    async (context) => {
      const tenant = readNewTenant(context);
      const body = await readOptionalBody(context);
      const { key, id, hash } = newKey(tenant);
      const defaults = { settings: TenantSettings.parse({}), eventLogPartitions: partitionsOf(context.env) };
      const made = await stubs(context.env, tenant)
        .tenant()
        .create(body, { id, hash, name: 'first key', scopes: ['admin'] }, Date.now(), defaults);
      if ('fixedPartitions' in made) throw fixed(made.fixedPartitions);
      tenantChanged(tenant);
      return context.json({ tenant, key, ...made });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/tenants/{tenant}/vapid',
    {
      summary: 'The public key that a browser subscribes with (RFC 8292)',
      tags,
      security: 'public',
      answer: {
        status: 200,
        schema: z.object({ publicKey: z.string() }),
        description: 'base64url, uncompressed P-256',
      },
      problems: [400, 404],
    },
    async (context) => {
      const tenant = readId(context, 'tenant');
      const isHere = canKeep(context.env, tenant);
      if (!isHere || !(await settingsOf(stubs(context.env, tenant), tenant, Date.now())))
        throw new Refused({ kind: 'not-found', what: 'such tenant' });
      return context.json({ publicKey: context.env.TOWER_VAPID_PUBLIC_KEY });
    },
  );
}

/** A tenant's name is part of the name of all its objects, and those have a limit in bytes. */
function readNewTenant(context: Ctx): string {
  const tenant = readId(context, 'tenant');
  if (Buffer.byteLength(tenant) > MOST_TENANT_BYTES)
    throw notATenant(`must be at most ${MOST_TENANT_BYTES} bytes of UTF-8`);
  if (!canKeep(context.env, tenant)) {
    throw notATenant(
      `ends in a jurisdiction, \`@${jurisdictionOf(tenant)}\`: only Tower on Cloudflare’s network has those`,
    );
  }
  return tenant;
}

/** What the deployment says of tenants that are made from now on. */
function partitionsOf({ TOWER_EVENT_LOG_PARTITIONS: told = String(FIRST_PARTITIONS) }: Ctx['env']): number {
  const partitions = EventLogPartitions.safeParse(Number(told));
  if (!partitions.success) throw new Error(`TOWER_EVENT_LOG_PARTITIONS is "${told}": set it to a number from 1 to 256`);
  return partitions.data;
}

function fixed(partitions: number): Refused {
  const message = `is ${partitions} since this tenant was made and cannot be changed: leave it out`;
  return new Refused({ kind: 'invalid', errors: [{ path: 'eventLogPartitions', message }] });
}

function notATenant(message: string): Refused {
  return new Refused({ kind: 'invalid', errors: [{ path: 'tenant', message }] });
}

/** The body may be missing altogether. */
async function readOptionalBody(context: Ctx): Promise<z.infer<typeof TenantBody>> {
  const text = await readText(context);
  return checkBody(text.trim() === '' ? '{}' : text, TenantBody);
}

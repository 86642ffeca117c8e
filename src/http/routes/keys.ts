import { z } from '@hono/zod-openapi';
import { KeyBody, KeyView } from '../../contract/tenant.ts';
import { tenantChanged } from '../../registry/registry.ts';
import { newKey } from '../api-key.ts';
import { readBody } from '../body.ts';
import { type App, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkNoCursor, readId } from '../parameters.ts';

const tags = ['Keys'];

export function addKeyRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/keys',
    {
      summary: 'Make a key with some scopes; it is shown once',
      tags,
      security: { scope: 'admin' },
      body: { schema: KeyBody },
      answer: { status: 201, schema: z.object({ id: z.string(), key: z.string() }), description: 'The key' },
    },
    async (context) => {
      const { name, scopes } = await readBody(context, KeyBody);
      const { key, id, hash } = newKey(context.var.caller.tenant);
      await objectsOf(context).tenant().addKey({ id, hash, name, scopes }, Date.now());
      return context.json({ id, key }, 201);
    },
  );

  addRoute(
    app,
    'get',
    '/v1/keys',
    {
      summary: 'The keys of the tenant, without the keys themselves',
      tags,
      security: { scope: 'admin' },
      answer: { status: 200, schema: z.object({ items: z.array(KeyView), next: z.null() }), description: 'All keys' },
    },
    async (context) => {
      checkNoCursor(context);
      return context.json({ items: await objectsOf(context).tenant().keys(), next: null });
    },
  );

  addRoute(
    app,
    'delete',
    '/v1/keys/{id}',
    {
      summary: 'Revoke a key; it stops working everywhere within seconds',
      tags,
      security: { scope: 'admin' },
      answer: { status: 204, description: 'Revoked' },
      problems: [404],
    },
    async (context) => {
      const removed = await objectsOf(context).tenant().removeKey(readId(context, 'id'));
      if (!removed) throw new Refused({ kind: 'not-found', what: 'such key' });
      tenantChanged(context.var.caller.tenant);
      return context.body(null, 204);
    },
  );
}

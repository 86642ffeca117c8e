import { z } from '@hono/zod-openapi';
import { PageQuery, pageOf } from '../../contract/page.ts';
import { MOST_TEMPLATES, StoredTemplate, TemplateDefinition, TemplateName } from '../../contract/template.ts';
import { partialFaults } from '../../ingest/templates/template-faults.ts';
import { partialsChanged } from '../../registry/partials.ts';
import { readBody } from '../body.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { pageByName } from '../page-by-name.ts';
import { checkNoCursor, readId } from '../parameters.ts';

const tags = ['Templates'];

export function addTemplateRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/templates/{name}',
    {
      summary: 'Register a partial that texts of types use, or store its next version',
      tags,
      security: { scope: 'admin' },
      body: { schema: TemplateDefinition },
      answer: { status: 200, schema: StoredTemplate, description: 'The stored version; events after it use it' },
      problems: [409],
    },
    putTemplate,
  );

  addRoute(
    app,
    'get',
    '/v1/templates',
    {
      summary: 'The newest version of each partial, by name',
      tags,
      security: { scope: 'admin' },
      query: PageQuery,
      answer: { status: 200, schema: pageOf(StoredTemplate), description: 'A page of partials' },
    },
    async (context) => {
      const tenant = objectsOf(context).tenant();
      return context.json(await pageByName(context, async (after, limit) => tenant.templates(after, limit)));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/templates/{name}',
    {
      summary: 'The newest version of a partial',
      tags,
      security: { scope: 'admin' },
      answer: { status: 200, schema: StoredTemplate, description: 'The stored version' },
      problems: [404],
    },
    async (context) => {
      const stored = await objectsOf(context).tenant().template(readId(context, 'name'));
      if (!stored) throw new Refused({ kind: 'not-found', what: 'such partial' });
      return context.json(stored);
    },
  );

  addRoute(
    app,
    'get',
    '/v1/templates/{name}/versions',
    {
      summary: 'Every version of a partial, newest first',
      tags,
      security: { scope: 'admin' },
      answer: {
        status: 200,
        schema: z.object({ items: z.array(StoredTemplate), next: z.null() }),
        description: 'Versions',
      },
      problems: [404],
    },
    async (context) => {
      checkNoCursor(context);
      const items = await objectsOf(context).tenant().templateVersions(readId(context, 'name'));
      if (items.length === 0) throw new Refused({ kind: 'not-found', what: 'such partial' });
      return context.json({ items, next: null });
    },
  );

  addRoute(
    app,
    'delete',
    '/v1/templates/{name}',
    {
      summary: 'Forget a partial that nothing uses, in all its versions',
      tags,
      security: { scope: 'admin' },
      answer: { status: 204, description: 'Removed' },
      problems: [404, 409],
    },
    removeTemplate,
  );
}

async function removeTemplate(context: Ctx): Promise<Response> {
  const users = await objectsOf(context).tenant().removeTemplate(readId(context, 'name'));
  if (!users) throw new Refused({ kind: 'not-found', what: 'such partial' });
  if (users.length > 0) {
    const named = users.slice(0, MOST_NAMED).join(', ') + (users.length > MOST_NAMED ? ', …' : '');
    const title = 'The partial is in use';
    throw new Refused({ kind: 'conflict', title, detail: `Change what uses it first: ${named}` });
  }
  partialsChanged(context.var.caller.tenant);
  return context.body(null, 204);
}

/** Users of a partial that a refusal names. */
const MOST_NAMED = 10;

async function putTemplate(context: Ctx): Promise<Response> {
  const name = TemplateName.safeParse(readId(context, 'name'));
  if (!name.success) {
    const message = name.error.issues[0]?.message ?? '';
    throw new Refused({ kind: 'invalid', errors: [{ path: 'name', message }] });
  }
  const definition = await readBody(context, TemplateDefinition);
  const tenant = objectsOf(context).tenant();
  const errors = partialFaults(name.data, definition.source, await tenant.partials());
  if (errors.length > 0) throw new Refused({ kind: 'invalid', errors });
  const stored = await tenant.putTemplate(name.data, definition, Date.now());
  if (stored === 'full') {
    const detail = `A tenant can have ${MOST_TEMPLATES} partials: DELETE /v1/templates/{name} removes one`;
    throw new Refused({ kind: 'conflict', detail });
  }
  partialsChanged(context.var.caller.tenant);
  return context.json(stored);
}

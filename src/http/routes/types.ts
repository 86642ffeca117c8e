import { z } from '@hono/zod-openapi';
import { StoredType, TypeDefinition } from '../../contract/notification-type.ts';
import { PageQuery, pageOf } from '../../contract/page.ts';
import type { Partials } from '../../contract/template.ts';
import { PreviewBody, TypePreview } from '../../contract/type-preview.ts';
import { schemaFaults } from '../../ingest/payload/schema-faults.ts';
import { previewType } from '../../ingest/templates/preview-type.ts';
import { templateFaults } from '../../ingest/templates/template-faults.ts';
import { tenantChanged } from '../../registry/registry.ts';
import { typeFaults } from '../../registry/type-faults.ts';
import { readBody } from '../body.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { pageByName } from '../page-by-name.ts';
import { checkNoCursor, readId } from '../parameters.ts';

const tags = ['Types'];

export function addTypeRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/types/{name}',
    {
      summary: 'Register a kind of notification, or store its next version',
      tags,
      security: { scope: 'admin' },
      body: { schema: TypeDefinition },
      answer: { status: 200, schema: StoredType, description: 'The stored version' },
    },
    async (context) => {
      const name = readId(context, 'name');
      const definition = await readBody(context, TypeDefinition);
      await checkType(context, definition, await objectsOf(context).tenant().partials());
      const stored = await objectsOf(context).tenant().putType(name, definition, Date.now());
      tenantChanged(context.var.caller.tenant);
      return context.json(stored);
    },
  );

  addRoute(
    app,
    'get',
    '/v1/types',
    {
      summary: 'The newest version of each type, by name',
      tags,
      security: { scope: 'events' },
      query: PageQuery,
      answer: { status: 200, schema: pageOf(StoredType), description: 'A page of types' },
    },
    async (context) => {
      const tenant = objectsOf(context).tenant();
      return context.json(await pageByName(context, async (after, limit) => tenant.types(after, limit)));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/types/{name}',
    {
      summary: 'The newest version of a type',
      tags,
      security: { scope: 'events' },
      answer: { status: 200, schema: StoredType, description: 'The stored version' },
      problems: [404],
    },
    async (context) => {
      const stored = await objectsOf(context).tenant().type(readId(context, 'name'));
      if (!stored) throw new Refused({ kind: 'not-found', what: 'such type' });
      return context.json(stored);
    },
  );

  addRoute(
    app,
    'get',
    '/v1/types/{name}/versions',
    {
      summary: 'Every version of a type, newest first',
      tags,
      security: { scope: 'events' },
      answer: {
        status: 200,
        schema: z.object({ items: z.array(StoredType), next: z.null() }),
        description: 'Versions',
      },
      problems: [404],
    },
    async (context) => {
      checkNoCursor(context);
      const items = await objectsOf(context).tenant().typeVersions(readId(context, 'name'));
      if (items.length === 0) throw new Refused({ kind: 'not-found', what: 'such type' });
      return context.json({ items, next: null });
    },
  );

  addRoute(
    app,
    'post',
    '/v1/types/{name}/preview',
    {
      summary: 'What members would read of a sample event, in each language; sends nothing',
      tags,
      security: { scope: 'admin' },
      body: { schema: PreviewBody },
      answer: { status: 200, schema: TypePreview, description: 'The texts, as they would be' },
      problems: [404],
    },
    postPreview,
  );
}

async function postPreview(context: Ctx): Promise<Response> {
  const name = readId(context, 'name');
  const body = await readBody(context, PreviewBody);
  const tenant = objectsOf(context).tenant();
  const definition = body.definition ?? (await tenant.type(name));
  const settings = context.var.caller.producer?.settings;
  if (!definition || !settings) throw new Refused({ kind: 'not-found', what: 'such type' });
  const partials = await tenant.partials();
  if (body.definition) await checkType(context, body.definition, partials, 'definition.');
  return context.json(previewType(name, definition, body, settings, partials, Date.now()));
}

/** Refuses a type whose fields do not go together, or that names what is not there. */
async function checkType(context: Ctx, definition: TypeDefinition, partials: Partials, at = ''): Promise<void> {
  const { model, challenger } = definition;
  const isKnown = async (name: string | undefined) =>
    name === undefined || (await objectsOf(context).tenant().model(name)) !== undefined;
  const faults = typeFaults(definition, {
    isModelKnown: await isKnown(model),
    isChallengerKnown: await isKnown(challenger?.model),
    enricherHosts: context.var.caller.producer?.settings.enricherHosts ?? [],
    allow: context.env.TOWER_PUSH_ALLOW,
  });
  const ofPayload = definition.payload ? schemaFaults(definition.payload) : [];
  const all = [...faults, ...ofPayload, ...templateFaults(definition, partials)];
  const errors = all.map(({ path, message }) => ({ path: `${at}${path}`, message }));
  if (errors.length > 0) throw new Refused({ kind: 'invalid', errors });
}

import { z } from '@hono/zod-openapi';
import { Calibration, CalibrationQuery } from '../../contract/calibration.ts';
import { ModelDefinition, StoredModel } from '../../contract/model.ts';
import { PageQuery, pageOf } from '../../contract/page.ts';
import { writeCounts } from '../../registry/calibration.ts';
import { modelsChanged } from '../../registry/models.ts';
import { decilesOf } from '../../registry/score-bins.ts';
import { readBody } from '../body.ts';
import { type App, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { pageByName } from '../page-by-name.ts';
import { checkNoCursor, readId, readQuery } from '../parameters.ts';

const tags = ['Models'];

export function addModelRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/models/{name}',
    {
      summary: 'Register a model that types are scored by, or store its next version',
      tags,
      security: { scope: 'features' },
      body: { schema: ModelDefinition },
      answer: { status: 200, schema: StoredModel, description: 'The stored version; events after it are scored by it' },
    },
    async (context) => {
      const name = readId(context, 'name');
      const definition = await readBody(context, ModelDefinition);
      const stored = await objectsOf(context).tenant().putModel(name, definition, Date.now());
      modelsChanged(context.var.caller.tenant);
      return context.json(stored);
    },
  );

  addRoute(
    app,
    'get',
    '/v1/models',
    {
      summary: 'The newest version of each model, by name',
      tags,
      security: { scope: 'features' },
      query: PageQuery,
      answer: { status: 200, schema: pageOf(StoredModel), description: 'A page of models' },
    },
    async (context) => {
      const tenant = objectsOf(context).tenant();
      return context.json(await pageByName(context, async (after, limit) => tenant.models(after, limit)));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/models/{name}',
    {
      summary: 'The newest version of a model',
      tags,
      security: { scope: 'features' },
      answer: { status: 200, schema: StoredModel, description: 'The stored version' },
      problems: [404],
    },
    async (context) => {
      const stored = await objectsOf(context).tenant().model(readId(context, 'name'));
      if (!stored) throw new Refused({ kind: 'not-found', what: 'such model' });
      return context.json(stored);
    },
  );

  addRoute(
    app,
    'get',
    '/v1/models/{name}/versions',
    {
      summary: 'Every version of a model, newest first',
      tags,
      security: { scope: 'features' },
      answer: {
        status: 200,
        schema: z.object({ items: z.array(StoredModel), next: z.null() }),
        description: 'Versions',
      },
      problems: [404],
    },
    async (context) => {
      checkNoCursor(context);
      const items = await objectsOf(context).tenant().modelVersions(readId(context, 'name'));
      if (items.length === 0) throw new Refused({ kind: 'not-found', what: 'such model' });
      return context.json({ items, next: null });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/models/{name}/calibration',
    {
      summary: 'How often what a model scored was opened, beside how often it should have been',
      tags,
      security: { scope: 'features' },
      query: CalibrationQuery,
      answer: { status: 200, schema: Calibration, description: 'By tenths of the candidates, the least likely first' },
      problems: [404],
    },
    async (context) => {
      const model = readId(context, 'name');
      await writeCounts(objectsOf(context));
      const known = await objectsOf(context).tenant().scores(model, readQuery(context, CalibrationQuery).version);
      if (!known) throw new Refused({ kind: 'not-found', what: 'such version of a model' });
      const count = known.bins.offered.reduce((sum, each) => sum + each, 0);
      return context.json({ model, version: known.version, count, deciles: decilesOf(known.bins) });
    },
  );
}

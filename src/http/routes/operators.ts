import { z } from '@hono/zod-openapi';
import { DeadLetter } from '../../contract/dead-letter.ts';
import { PageQuery, pageOf } from '../../contract/page.ts';
import { Stats } from '../../contract/stats.ts';
import { isDeadLetterCursor } from '../../dead-letters/dead-letters.ts';
import { replayDeadLetter } from '../../dead-letters/replay.ts';
import { totalsOf } from '../../ingest/totals.ts';
import { type App, objectsOf } from '../context.ts';
import { DEMO_TENANT } from '../demo-key.ts';
import { addRoute, describeRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkCursor, readId, readQuery } from '../parameters.ts';

const tags = ['Operators'];
const StatsQuery = z.object({
  source: z.string().max(512).optional().openapi({ description: 'only events of this CloudEvents source' }),
});

export function addOperatorRoutes(app: App): void {
  addRoute(
    app,
    'get',
    '/health',
    {
      summary: 'Whether this Worker answers',
      tags,
      security: 'none',
      answer: { status: 200, schema: z.object({ status: z.literal('ok') }), description: 'It does' },
    },
    (context) => context.json({ status: 'ok' }),
  );

  describeRoute(app, 'get', '/openapi.json', {
    summary: 'This document: OpenAPI 3.1, every route in it',
    tags,
    security: 'none',
    answer: { status: 200, schema: z.record(z.string(), z.unknown()), description: 'The document' },
  });

  // A file of the deployment: it is served before the Worker is asked.
  describeRoute(app, 'get', '/docs', {
    summary: 'This document as a page to read, in HTML: each call with its fields, its problems and an example',
    tags,
    security: 'none',
    answer: { status: 200, content: { 'text/html': z.string() }, description: 'The page' },
  });

  addRoute(
    app,
    'get',
    '/v1/stats',
    {
      summary: 'Counts of all events, or of one source',
      tags,
      security: { scope: 'events' },
      query: StatsQuery,
      answer: { status: 200, schema: Stats, description: 'Exact, from the rows of the event log' },
    },
    async (context) => context.json(await totalsOf(objectsOf(context), readQuery(context, StatsQuery).source)),
  );

  addRoute(
    app,
    'get',
    '/v1/dead-letters',
    {
      summary: 'What could not be done in the last 90 days, newest first',
      tags,
      security: { scope: 'admin' },
      query: PageQuery,
      answer: { status: 200, schema: pageOf(DeadLetter), description: 'A page of dead letters' },
    },
    async (context) => {
      const { limit, cursor } = readQuery(context, PageQuery);
      checkCursor(cursor, isDeadLetterCursor);
      return context.json(await objectsOf(context).deadLetters().page(limit, cursor));
    },
  );

  addRoute(
    app,
    'post',
    '/v1/dead-letters/{id}/replay',
    {
      summary: 'Try a dead letter again',
      tags,
      security: { scope: 'admin' },
      answer: { status: 202, schema: z.object({ id: z.string() }), description: 'It is on its way' },
      problems: [404],
    },
    async (context) => {
      const id = readId(context, 'id');
      const found = await replayDeadLetter(context.env, context.var.caller.tenant, id, Date.now());
      if (!found) throw new Refused({ kind: 'not-found', what: 'such dead letter' });
      return context.json({ id }, 202);
    },
  );

  addRoute(
    app,
    'get',
    '/demo.json',
    {
      summary: 'What the demo page of a development server works with; 404 on a real deployment',
      tags,
      security: 'public',
      answer: {
        status: 200,
        schema: z.object({
          tenant: z.string(),
          key: z.string(),
          postOffice: z.string().optional().openapi({ description: 'where one sees what would leave this machine' }),
        }),
        description: 'Tenant and key',
      },
      problems: [404],
    },
    (context) => {
      const { TOWER_DEMO_KEY: key, TOWER_DEMO_OFFICE: postOffice } = context.env;
      if (!key) throw new Refused({ kind: 'not-found', what: 'demo' });
      return context.json({ tenant: DEMO_TENANT, key, ...(postOffice ? { postOffice } : {}) });
    },
  );
}

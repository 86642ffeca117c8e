import { audienceSize } from '../../audience/audience-size.ts';
import { putEdges } from '../../audience/put-edges.ts';
import { removeEdges } from '../../audience/remove-edges.ts';
import { AudienceSize, Edge, EdgeKey } from '../../contract/edge.ts';
import { BulkAnswer } from '../../contract/page.ts';
import { paced } from '../../platform/pace.ts';
import { readLines } from '../body.ts';
import { bulkAnswer } from '../bulk.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { readId } from '../parameters.ts';

const tags = ['Graph'];

export function addEdgeRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/edges',
    {
      summary: 'Say who wants to hear of what, in bulk',
      tags,
      security: { scope: 'graph' },
      body: { schema: Edge, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
    },
    async (context) => {
      const lines = await readLines(context, Edge);
      return context.json(await bulkAnswer(lines, (edges) => putEdges(objectsOf(context), edges, paceOf(context))));
    },
  );

  addRoute(
    app,
    'delete',
    '/v1/edges',
    {
      summary: 'Take edges away, in bulk; one that is not there is away already',
      tags,
      security: { scope: 'graph' },
      body: { schema: EdgeKey, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
    },
    async (context) => {
      const lines = await readLines(context, EdgeKey);
      return context.json(await bulkAnswer(lines, (keys) => removeEdges(objectsOf(context), keys, paceOf(context))));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/nodes/{node}/audience',
    {
      summary: 'How many edges lead to a node, and in how many shards they are kept',
      tags,
      security: { scope: 'graph' },
      answer: { status: 200, schema: AudienceSize, description: 'Exact' },
    },
    async (context) => context.json(await audienceSize(objectsOf(context), readId(context, 'node'))),
  );
}

/** Every node is an object: on one machine so many may be woken in a second. */
function paceOf(context: Ctx) {
  return paced(Number(context.env.TOWER_PACE));
}

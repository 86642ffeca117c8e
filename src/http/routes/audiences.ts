import { previewAudience } from '../../audience/preview-audience.ts';
import { AudiencePreview, AudienceQuery } from '../../contract/predicate.ts';
import { readBody } from '../body.ts';
import { type App, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';

export function addAudienceRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/audiences/preview',
    {
      summary: 'How many members a predicate finds now, and some of them; sends nothing',
      tags: ['Graph'],
      security: { scope: 'graph' },
      body: { schema: AudienceQuery },
      answer: { status: 200, schema: AudiencePreview, description: 'Exact; of members that have been told of' },
    },
    async (context) => {
      const { where } = await readBody(context, AudienceQuery);
      return context.json(await previewAudience(objectsOf(context), where));
    },
  );
}

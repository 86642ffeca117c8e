import { z } from '@hono/zod-openapi';
import { TraceEntry } from '../../contract/decision.ts';
import { PageQuery } from '../../contract/page.ts';
import { Kept } from '../../contract/timeline.ts';
import { kept } from '../../member/limits.ts';
import { isEventId } from '../../platform/event-id.ts';
import { type App, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { checkCursor, readId, readQuery } from '../parameters.ts';

export function addDecisionRoutes(app: App): void {
  addRoute(
    app,
    'get',
    '/v1/members/{id}/decisions',
    {
      summary: 'Why a member did or did not get what, newest first',
      tags: ['Members'],
      security: { scope: 'members' },
      query: PageQuery,
      answer: {
        status: 200,
        schema: z.object({ items: z.array(TraceEntry), kept: Kept, next: z.string().nullable() }),
        description: 'A page of the trace, and how much of it is kept',
      },
    },
    async (context) => {
      const { limit, cursor } = readQuery(context, PageQuery);
      checkCursor(cursor, isPlace);
      const page = await objectsOf(context).member(readId(context, 'id')).decisions(limit, cursor);
      return context.json({ items: page.items, kept, next: page.next });
    },
  );
}

/** Whether a text is a place in the trace: a moment (ms, 15 digits) and an event. */
function isPlace(cursor: string): boolean {
  return /^\d{15}\.$/.test(cursor.slice(0, 16)) && isEventId(cursor.slice(16));
}

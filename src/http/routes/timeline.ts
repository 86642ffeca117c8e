import { z } from '@hono/zod-openapi';
import { publishLifts } from '../../audience/publish-lifts.ts';
import { PageQuery } from '../../contract/page.ts';
import { ArchiveBody, ReadBody, SeenBody, Timeline, TimelineCounts } from '../../contract/timeline.ts';
import { isEventId } from '../../platform/event-id.ts';
import { readBody } from '../body.ts';
import { type App, objectsOf, ownObject } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkCursor, checkEventId, readQuery } from '../parameters.ts';
import { tellingSeen } from '../telling-seen.ts';

const tags = ['My timeline'];
const counts = { status: 200, schema: TimelineCounts, description: 'The counts after it' } as const;
const TimelineQuery = PageQuery.extend({
  archived: z
    .enum(['include', 'exclude', 'only'])
    .default('include')
    .openapi({ description: 'whether archived entries are among them' }),
});

const LiveQuery = z.object({
  token: z.string().optional().openapi({
    description: 'the token of the member: a browser that opens a WebSocket can send no `Authorization`',
  }),
});

export function addTimelineRoutes(app: App): void {
  addRoute(
    app,
    'get',
    '/v1/me/timeline',
    {
      summary: 'My timeline, newest first, with exact counts of the whole',
      tags,
      security: 'member',
      query: TimelineQuery,
      answer: { status: 200, schema: Timeline, description: 'A page of the timeline' },
    },
    async (context) => {
      const { limit, cursor, archived } = readQuery(context, TimelineQuery);
      checkCursor(cursor, isEventId);
      const query = { limit, archived, ...(cursor === undefined ? {} : { cursor }) };
      return context.json(await ownObject(context).timeline(query));
    },
  );

  addRoute(
    app,
    'post',
    '/v1/me/timeline/seen',
    {
      summary: 'I have seen everything up to an entry',
      tags,
      security: 'member',
      body: { schema: SeenBody },
      answer: counts,
    },
    async (context) => {
      const { upTo } = await readBody(context, SeenBody);
      // Marks only move forward: anything that sorts after every id would hide all that is still to come.
      checkEventId('upTo', upTo);
      const mark = () => ownObject(context).markSeen(upTo, Date.now());
      return context.json(await tellingSeen(context, (id) => id <= upTo, mark));
    },
  );

  addRoute(
    app,
    'post',
    '/v1/me/timeline/read',
    {
      summary: 'I have read these, or all up to one, or all',
      tags,
      security: 'member',
      body: { schema: ReadBody },
      answer: counts,
    },
    async (context) => {
      const body = await readBody(context, ReadBody);
      if ('upTo' in body) checkEventId('upTo', body.upTo);
      const now = Date.now();
      const mark = () => ownObject(context).markRead(body, now);
      const { lifts = [], ...counts } = await tellingSeen(context, (id) => isRead(body, id), mark);
      await publishLifts(objectsOf(context), context.var.caller.member ?? '', lifts, now);
      return context.json(counts);
    },
  );

  addRoute(
    app,
    'post',
    '/v1/me/timeline/archive',
    { summary: 'Put these away', tags, security: 'member', body: { schema: ArchiveBody }, answer: counts },
    async (context) => {
      const { ids } = await readBody(context, ArchiveBody);
      return context.json(await ownObject(context).archive(ids, Date.now()));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/me/live',
    {
      summary: 'A WebSocket: entries and counts as they change; browsers may put the token into `?token=`',
      tags,
      security: 'member',
      query: LiveQuery,
      answer: { status: 101, description: 'Messages are JSON: `counts`, `item` or `removed`, each with the counts' },
      problems: [426],
    },
    async (context) => {
      if (context.req.header('Upgrade')?.toLowerCase() !== 'websocket') throw new Refused({ kind: 'upgrade-required' });
      // Only the upgrade goes on: the token stays here.
      return ownObject(context).fetch('https://member/live', { headers: { Upgrade: 'websocket' } });
    },
  );
}

/** Whether an entry is read by this. */
function isRead(body: ReadBody, id: string): boolean {
  if ('ids' in body) return body.ids.includes(id);
  return 'all' in body || id <= body.upTo;
}

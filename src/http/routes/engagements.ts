import { Engagement, OwnEngagement } from '../../contract/engagement.ts';
import { BulkAnswer } from '../../contract/page.ts';
import { bounded } from '../../platform/bounded.ts';
import { countResponses } from '../../registry/rhythm.ts';
import { readLines } from '../body.ts';
import { bulkAnswer } from '../bulk.ts';
import { type App, type Ctx, objectsOf, ownObject } from '../context.ts';
import { addRoute } from '../describe.ts';

const tags = ['Engagements'];
/** Member objects written at once. */
const PARALLEL = 32;

export function addEngagementRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/engagements',
    {
      summary: 'Tell what members did, in bulk',
      tags,
      security: { scope: 'events' },
      body: { schema: Engagement, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
      problems: [413, 415],
    },
    async (context) => {
      const lines = await readLines(context, Engagement);
      return context.json(await bulkAnswer(lines, (engagements) => engageAll(context, engagements)));
    },
  );

  addRoute(
    app,
    'post',
    '/v1/me/engagements',
    {
      summary: 'Tell what I did',
      tags,
      security: 'member',
      body: { schema: OwnEngagement, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
      problems: [413, 415],
    },
    async (context) => {
      const lines = await readLines(context, OwnEngagement);
      return context.json(
        await bulkAnswer(lines, async (engagements) => {
          const now = Date.now();
          const hours = await ownObject(context).engage(engagements, now);
          countLater(context, hours, now);
          return [];
        }),
      );
    },
  );
}

/** When members respond is the rhythm of their tenant; to count it holds up nobody. */
function countLater(context: Ctx, hours: readonly number[], now: number): void {
  context.executionCtx.waitUntil(countResponses(objectsOf(context), context.var.caller.tenant, hours, now));
}

async function engageAll(context: Ctx, engagements: readonly Engagement[]) {
  const of = objectsOf(context);
  const now = Date.now();
  const numbered = engagements.map(({ member: id, ...own }, index) => ({ id, own, index }));
  const byMember = [...Map.groupBy(numbered, ({ id }) => id)];
  const answers = await bounded(byMember, PARALLEL, ([id, ofMember]) =>
    of.member(id).engage(
      ofMember.map(({ own }) => own),
      now,
    ),
  );
  const hours = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  countLater(context, hours, now);
  return answers.flatMap((answer, place) =>
    answer.status === 'rejected'
      ? (byMember[place]?.[1] ?? []).map(({ index }) => ({ index, reason: 'the member could not be reached' }))
      : [],
  );
}

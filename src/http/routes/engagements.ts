import { publishLifts } from '../../audience/publish-lifts.ts';
import { announce } from '../../channels/webhook/announce.ts';
import { happenedBy } from '../../channels/webhook/happened.ts';
import { Engagement, OwnEngagement } from '../../contract/engagement.ts';
import { BulkAnswer } from '../../contract/page.ts';
import type { Engaged } from '../../member/engage.ts';
import { bounded } from '../../platform/bounded.ts';
import { log, messageOf } from '../../platform/log.ts';
import { countOpened } from '../../registry/calibration.ts';
import { countResponses } from '../../registry/rhythm.ts';
import { readLines } from '../body.ts';
import { bulkAnswer } from '../bulk.ts';
import { type App, type Ctx, objectsOf, ownObject } from '../context.ts';
import { addRoute } from '../describe.ts';

const tags = ['Engagements'];
/** Member objects written at once. */
const PARALLEL = 32;
/** It is recorded; who sends it again knows for certain that it counts from there on. */
const UNTOLD = 'an audience could not be told';

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
    },
    async (context) => {
      const lines = await readLines(context, OwnEngagement);
      return context.json(
        await bulkAnswer(lines, async (engagements) => {
          const now = Date.now();
          const { hours, opened, lifts } = await ownObject(context).engage(engagements, now);
          countLater(context, { hours, opened }, now);
          announceLater(context, [{ member: context.var.caller.member ?? '', did: engagements }], now);
          try {
            await publishLifts(objectsOf(context), context.var.caller.member ?? '', lifts, now);
          } catch (error) {
            log('error', 'engagement.unpublished', { reason: messageOf(error) });
            return engagements.map((_each, index) => ({ index, reason: UNTOLD }));
          }
          return [];
        }),
      );
    },
  );
}

/** When members respond is the rhythm of their tenant, what they open says how good its models are: it holds up nobody. */
function countLater(context: Ctx, { hours, opened }: Pick<Engaged, 'hours' | 'opened'>, now: number): void {
  const of = objectsOf(context);
  context.executionCtx.waitUntil(countResponses(of, context.var.caller.tenant, hours, now));
  context.executionCtx.waitUntil(countOpened(of, opened, now));
}

/** What was opened, clicked or silenced by whom, for the tenant's own servers. */
function announceLater(
  context: Ctx,
  acts: readonly { readonly member: string; readonly did: readonly OwnEngagement[] }[],
  now: number,
): void {
  const messages = acts.flatMap(({ member, did }) => happenedBy(member, did, now));
  context.executionCtx.waitUntil(announce(context.env, objectsOf(context), context.var.caller.tenant, messages, now));
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
  const engaged = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const hours = engaged.flatMap((each) => each.hours);
  countLater(context, { hours, opened: engaged.flatMap((each) => each.opened) }, now);
  const recorded = byMember.filter((_each, place) => answers[place]?.status === 'fulfilled');
  const acts = recorded.map(([member, ofMember]) => ({ member, did: ofMember.map(({ own }) => own) }));
  announceLater(context, acts, now);
  const told = await bounded(byMember, PARALLEL, async ([id], place) => {
    const answer = answers[place];
    if (answer?.status === 'fulfilled') await publishLifts(of, id, answer.value.lifts, now);
  });
  return byMember.flatMap(([, ofMember], place) => {
    const reason = reasonOf(answers[place]?.status, told[place]?.status);
    return reason === undefined ? [] : ofMember.map(({ index }) => ({ index, reason }));
  });
}

type Status = PromiseSettledResult<unknown>['status'] | undefined;

function reasonOf(answered: Status, told: Status): string | undefined {
  if (answered === 'rejected') return 'the member could not be reached';
  return told === 'rejected' ? UNTOLD : undefined;
}

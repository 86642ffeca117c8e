import { z } from '@hono/zod-openapi';
import { followsOf } from '../../audience/follows-of.ts';
import { forgetMember } from '../../audience/forget-member.ts';
import { isMemberCursor, listMembers } from '../../audience/list-members.ts';
import { tellMembers } from '../../audience/tell-members.ts';
import { checkSlackAddress } from '../../channels/slack/address.ts';
import { MemberLine, MemberProfile, MemberView } from '../../contract/member.ts';
import { BulkAnswer, PageQuery, pageOf } from '../../contract/page.ts';
import type { FieldError } from '../../contract/problem.ts';
import { forgetFeatures } from '../../features/forget-features.ts';
import { bounded } from '../../platform/bounded.ts';
import { settingsOf } from '../../registry/registry.ts';
import { type Line, readBody, readLines } from '../body.ts';
import { bulkAnswer } from '../bulk.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkCursor, checkNoCursor, readId, readQuery } from '../parameters.ts';

const tags = ['Members'];
/** Member objects written at once. */
const PARALLEL = 32;
const Follow = z.object({ to: z.string(), kind: z.string(), strength: z.number() });

export function addMemberRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/members/{id}',
    {
      summary: 'Tell what is known of a member; replaces what was told before',
      tags,
      security: { scope: 'members' },
      body: { schema: MemberProfile },
      answer: { status: 200, schema: MemberView, description: 'The member' },
    },
    async (context) => {
      const id = readId(context, 'id');
      const profile = await readBody(context, MemberProfile);
      const errors = (await addressCheck(context, [profile]))(profile);
      if (errors.length > 0) throw new Refused({ kind: 'invalid', errors });
      const of = objectsOf(context);
      const [failed] = await Promise.all([
        tellMembers(of, [{ id, ...profile }]),
        of.member(id, profile.region).putProfile(profile, Date.now()),
      ]);
      if (failed.size > 0) throw new Error('the census could not be told of the member');
      return context.json(await of.member(id).view());
    },
  );

  addRoute(
    app,
    'put',
    '/v1/members',
    {
      summary: 'The same in bulk',
      tags,
      security: { scope: 'members' },
      body: { schema: MemberLine, bulk: true },
      answer: { status: 200, schema: BulkAnswer, description: 'What was taken and what was not' },
    },
    async (context) => {
      const read = await readLines(context, MemberLine);
      const faultsOf = await addressCheck(
        context,
        read.flatMap((line) => ('value' in line ? [line.value] : [])),
      );
      const lines = read.map((line): Line<MemberLine> => {
        const errors = 'value' in line ? faultsOf(line.value) : [];
        return errors.length > 0 ? { errors } : line;
      });
      return context.json(await bulkAnswer(lines, (members) => putMembers(context, members)));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/members',
    {
      summary: 'The members that have been told of or that follow somebody, in a stable order',
      tags,
      security: { scope: 'members' },
      query: PageQuery,
      answer: { status: 200, schema: pageOf(z.object({ id: z.string() })), description: 'A page of ids' },
    },
    async (context) => {
      const { limit, cursor } = readQuery(context, PageQuery);
      checkCursor(cursor, isMemberCursor);
      const { members, next } = await listMembers(objectsOf(context), cursor, limit);
      return context.json({ items: members.map((id) => ({ id })), next: next ?? null });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/members/{id}',
    {
      summary: 'What is known of a member',
      tags,
      security: { scope: 'members' },
      answer: { status: 200, schema: MemberView, description: 'The member; unknown ones are new ones' },
    },
    async (context) => context.json(await objectsOf(context).member(readId(context, 'id')).view()),
  );

  addRoute(
    app,
    'get',
    '/v1/members/{id}/follows',
    {
      summary: 'Whom and what a member wants to hear of',
      tags,
      security: { scope: 'graph' },
      answer: { status: 200, schema: z.object({ items: z.array(Follow), next: z.null() }), description: 'All edges' },
    },
    async (context) => {
      checkNoCursor(context);
      const edges = await followsOf(objectsOf(context), readId(context, 'id'));
      return context.json({ items: edges.map(({ to, kind, strength }) => ({ to, kind, strength })), next: null });
    },
  );

  addRoute(
    app,
    'get',
    '/v1/members/{id}/export',
    {
      summary: 'Everything that is held of a member',
      tags,
      security: { scope: 'members' },
      answer: { status: 200, schema: z.record(z.string(), z.unknown()), description: 'All rows and edges' },
    },
    async (context) => {
      const id = readId(context, 'id');
      const of = objectsOf(context);
      const [held, follows] = await Promise.all([of.member(id).export(), followsOf(of, id)]);
      return context.json({ ...held, follows });
    },
  );

  addRoute(
    app,
    'delete',
    '/v1/members/{id}',
    {
      summary: 'Erase a member: nothing remains, their edges in every audience included',
      tags,
      security: { scope: 'members' },
      answer: { status: 204, description: 'Erased' },
    },
    async (context) => {
      const id = readId(context, 'id');
      const of = objectsOf(context);
      await forgetMember(of, id);
      await of.member(id).erase();
      // After their own object: nothing of them is left that the books would miss.
      await forgetFeatures(of, id);
      return context.body(null, 204);
    },
  );
}

/** What of a profile's addresses Tower may not post to; a webhook is text that a Worker will send requests to. */
async function addressCheck(
  context: Ctx,
  profiles: readonly MemberProfile[],
): Promise<(profile: MemberProfile) => FieldError[]> {
  if (profiles.every(({ slack }) => slack === undefined)) return () => [];
  const settings = await settingsOf(objectsOf(context), context.var.caller.tenant, Date.now());
  const around = { hosts: settings?.providerHosts ?? [], allow: context.env.TOWER_PUSH_ALLOW };
  return ({ slack }) => {
    const checked = slack === undefined ? undefined : checkSlackAddress(slack, around);
    return !checked || checked.ok ? [] : [{ path: 'slack', message: checked.message }];
  };
}

async function putMembers(context: Ctx, members: readonly MemberLine[]) {
  const of = objectsOf(context);
  // Of several lines about one member the last one counts, as if they had come one after another.
  const byMember = new Map(members.map((line) => [line.id, line]));
  const failed = new Set(await tellMembers(of, [...byMember.values()]));
  const told = [...byMember.values()].filter(({ id }) => !failed.has(id));
  const answers = await bounded(told, PARALLEL, ({ id, ...profile }) =>
    of.member(id, profile.region).putProfile(profile, Date.now()),
  );
  for (const [place, { id }] of told.entries()) if (answers[place]?.status === 'rejected') failed.add(id);
  return members.flatMap(({ id }, index) =>
    failed.has(id) ? [{ index, reason: 'the member could not be reached' }] : [],
  );
}

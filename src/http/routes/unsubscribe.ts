import { z } from '@hono/zod-openapi';
import { readUnsubscribeToken, type Unsubscribable } from '../../channels/unsubscribe-token.ts';
import { announce } from '../../channels/webhook/announce.ts';
import { preferencesUpdated } from '../../channels/webhook/happened.ts';
import { ChannelName } from '../../contract/channel.ts';
import { type Choice, UnsubscribeAction, UnsubscribeForm } from '../../contract/unsubscribe.ts';
import type { Chosen } from '../../member/unsubscribe.ts';
import { type Stubs, stubs } from '../../platform/stubs.ts';
import { settingsOf } from '../../registry/registry.ts';
import type { App, Ctx } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { asPage, languageOf } from '../pages/as-page.ts';
import { readChoices } from '../pages/choice-fields.ts';
import { type LinkTypes, linkTypesOf } from '../pages/link-types.ts';
import { readForm } from '../pages/read-form.ts';
import { offeredFor, settingOf } from '../pages/subscriptions.ts';
import { type Done, gonePage, unsubscribePage } from '../pages/unsubscribe-page.ts';
import { wordsFor } from '../pages/words.ts';

const tags = ['Unsubscribe'];
const path = '/v1/unsubscribe/{token}';

/** What a message's unsubscribe link leads to. Nobody is logged in there: what may be changed is in the token. */
export function addUnsubscribeRoutes(app: App): void {
  app.use('/v1/unsubscribe/:token', asPage);

  addRoute(
    app,
    'get',
    path,
    {
      summary: 'The page of an unsubscribe link, in HTML; it changes nothing',
      tags,
      security: 'link',
      answer: {
        status: 200,
        content: { 'text/html': z.string() },
        description: 'A page with forms that post to the same address',
      },
      problems: [404],
    },
    async (context) => {
      const link = linkOf(context);
      const chosen = await link.of.member(link.member).choose([], link.now);
      return answerPage(context, link, chosen);
    },
  );

  addRoute(
    app,
    'post',
    path,
    {
      summary: 'Unsubscribe with one click (RFC 8058), or save a form of the page',
      tags,
      security: 'link',
      body: {
        content: { 'application/x-www-form-urlencoded': UnsubscribeForm, 'multipart/form-data': UnsubscribeForm },
      },
      answer: {
        status: 200,
        content: { 'text/html': z.string(), 'text/plain': z.string() },
        description: 'Done: a word for one click, the page again for a form of it',
      },
      problems: [404, 409],
    },
    async (context) => {
      const link = linkOf(context);
      const fields = await readForm(context);
      const form = new Map(fields);
      // Whatever else a provider adds: a click that does nothing would be worse than a field that is not read.
      if (form.get('List-Unsubscribe') === 'One-Click') {
        await unsubscribe(context, link);
        return context.text('You are unsubscribed.\n');
      }
      const action = UnsubscribeAction.safeParse(form.get('action')).data;
      if (!action) throw invalid('action', 'must be unsubscribe, resubscribe or save');
      const others = fields.filter(([name]) => name !== 'action');
      switch (action) {
        case 'unsubscribe':
          checkFields(others, []);
          return answerPage(context, link, ...(await unsubscribe(context, link)));
        case 'resubscribe':
          checkFields(others, ['setting']);
          return answerPage(context, link, ...(await resubscribe(context, link, form.get('setting') ?? 'on')));
        case 'save':
          return answerPage(context, link, ...(await save(context, link, others)));
      }
    },
  );
}

/** A link that has passed, and when it was followed. */
interface Link extends Unsubscribable {
  readonly channel: ChannelName;
  readonly of: Stubs;
  readonly now: number;
}

function linkOf({ env, req }: Ctx): Link {
  const token = req.param('token') ?? '';
  const read = readUnsubscribeToken(token, env.TOWER_TOKEN_KEY, env.TOWER_TOKEN_PREVIOUS_KEY);
  const channel = ChannelName.safeParse(read?.channel).data;
  if (!read || !channel) throw new Refused({ kind: 'not-found', what: 'such link' });
  return { ...read, channel, of: stubs(env, read.tenant), now: Date.now() };
}

type Answered = readonly [chosen: Chosen | undefined, done: Done];

async function unsubscribe(context: Ctx, link: Link): Promise<Answered> {
  const { type } = await linkTypesOf(link.of, link, link.now);
  if (type.mandatory) throw new Refused({ kind: 'conflict', detail: 'The type is mandatory: it cannot be turned off' });
  const choice = { channel: link.channel, type: link.type, setting: 'off' } as const;
  const chosen = await choose(context, link, [choice], 'unsubscribe-link');
  const said = chosen && { preferences: chosen.before, defaults: await defaultsOf(link) };
  const before = said && settingOf(said, type, link.channel);
  return [chosen, { what: 'unsubscribed', from: before === 'digest' ? 'digest' : 'on' }];
}

async function resubscribe(context: Ctx, link: Link, wanted: string): Promise<Answered> {
  const { type } = await linkTypesOf(link.of, link, link.now);
  const setting = offeredFor(type, link.channel).find((each) => each !== 'off' && each === wanted);
  if (!setting) throw invalid('setting', 'is no choice for this link');
  const choice = { channel: link.channel, type: link.type, setting };
  return [await choose(context, link, [choice], 'unsubscribe-link'), { what: 'resubscribed' }];
}

async function save(context: Ctx, link: Link, fields: readonly [string, string][]): Promise<Answered> {
  const { types } = await linkTypesOf(link.of, link, link.now);
  const choices = readChoices(fields, types);
  if ('path' in choices) throw new Refused({ kind: 'invalid', errors: [choices] });
  const chosen = await choose(context, link, choices, 'preference-page');
  return [chosen, { what: choices.length > 0 ? 'saved' : 'unchanged' }];
}

/** Writes choices, and tells the tenant's own servers when they changed something. */
async function choose(context: Ctx, link: Link, choices: readonly Choice[], by: string): Promise<Chosen | undefined> {
  const { of, tenant, member, now } = link;
  const chosen = await of.member(member).choose(choices, now);
  if (chosen && JSON.stringify(chosen.before) !== JSON.stringify(chosen.preferences)) {
    context.executionCtx.waitUntil(announce(context.env, of, tenant, preferencesUpdated(member, by, now), now));
  }
  return chosen;
}

async function answerPage(context: Ctx, link: Link, chosen: Chosen | undefined, done?: Done): Promise<Response> {
  const { language, words } = wordsFor(chosen?.locale, languageOf(context));
  if (!chosen) return context.html(gonePage(language, words));
  const [linkTypes, defaults] = await Promise.all([linkTypesOf(link.of, link, link.now), defaultsOf(link)]);
  const said = { preferences: chosen.preferences, defaults };
  const model = {
    language,
    words,
    said,
    channel: link.channel,
    now: link.now,
    ...shownOf(linkTypes),
    ...(done ? { done } : {}),
  };
  return context.html(unsubscribePage(model));
}

function shownOf({ type, types }: LinkTypes): LinkTypes {
  return { type, types: types.filter(({ dark }) => !dark) };
}

async function defaultsOf({ of, tenant, now }: Link) {
  return (await settingsOf(of, tenant, now))?.defaults;
}

function checkFields(fields: readonly [string, string][], known: readonly string[]): void {
  const other = fields.find(([name]) => !known.includes(name));
  if (other) throw invalid(other[0].slice(0, 200), 'is no field of this form');
}

function invalid(path: string, message: string): Refused {
  return new Refused({ kind: 'invalid', errors: [{ path, message }] });
}

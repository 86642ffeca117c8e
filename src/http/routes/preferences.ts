import { announce } from '../../channels/webhook/announce.ts';
import { preferencesUpdated } from '../../channels/webhook/happened.ts';
import { ChannelName } from '../../contract/channel.ts';
import { Preferences } from '../../contract/preferences.ts';
import { readBody } from '../body.ts';
import { type App, objectsOf, ownObject } from '../context.ts';
import { addRoute } from '../describe.ts';

const tags = ['My settings'];
const answer = { status: 200, schema: Preferences, description: 'My settings' } as const;

export function addPreferenceRoutes(app: App): void {
  addRoute(
    app,
    'get',
    '/v1/me/preferences',
    { summary: 'What I want to hear of, where and when', tags, security: 'member', answer },
    async (context) => context.json(told(await ownObject(context).preferences())),
  );

  addRoute(
    app,
    'put',
    '/v1/me/preferences',
    { summary: 'Change it; replaces the whole', tags, security: 'member', body: { schema: Preferences }, answer },
    async (context) => {
      const preferences = await readBody(context, Preferences);
      const own = ownObject(context);
      const now = Date.now();
      await own.putPreferences(preferences, now);
      const { tenant, member = '' } = context.var.caller;
      const messages = preferencesUpdated(member, 'member', now);
      context.executionCtx.waitUntil(announce(context.env, objectsOf(context), tenant, messages, now));
      return context.json(told(await own.preferences()));
    },
  );
}

/**
 * Settings as they are told. Those of long ago may name channels that there are not, which do nothing: a page that sends
 * back what it has read would be refused for them.
 */
function told({ channels, types, categories, ...rest }: Preferences): Preferences {
  return {
    ...rest,
    channels: ofChannels(channels),
    types: byName(types),
    ...(categories === undefined ? {} : { categories: byName(categories) }),
  };
}

function byName(settings: Preferences['types']): Preferences['types'] {
  return Object.fromEntries(Object.entries(settings).map(([name, each]) => [name, ofChannels(each)]));
}

function ofChannels<Settings extends object>(settings: Settings): Settings {
  const known = Object.entries(settings).filter(([channel]) => ChannelName.safeParse(channel).success);
  return Object.fromEntries(known) as Settings;
}

import type { ChannelName } from '../../contract/channel.ts';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Preferences } from '../../contract/preferences.ts';

export type Setting = 'on' | 'off' | 'digest';

/** Every channel, in the order of the page, with what it is called beside the others. */
const CHANNELS = {
  'in-app': 'Timeline',
  'web-push': 'Push',
  'mobile-push': 'App push',
  email: 'Email',
  sms: 'Text',
  slack: 'Slack',
  webhook: 'Webhook',
} as const satisfies Record<ChannelName, string>;

/** A channel and what it is called. */
export type ChannelWords = readonly [channel: ChannelName, words: string];
/** What is said about some names (types or categories): by name, then by channel. */
type Settings = Preferences['types'];

/** Types that are set together: those of one category, or of none. */
export interface Kind {
  readonly category: string | undefined;
  readonly types: readonly StoredType[];
}

/** The types by their categories, both in alphabetical order; those of none come last. */
export function kindsOf(types: readonly StoredType[]): Kind[] {
  const sorted = types.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  return [...Map.groupBy(sorted, ({ category }) => category)]
    .map(([category, ofCategory]) => ({ category, types: ofCategory }))
    .sort(({ category: one = '\u{10ffff}' }, { category: other = '\u{10ffff}' }) => (one < other ? -1 : 1));
}

/** The channels that any of these types has, in the order of the page. */
export function channelsOf(types: readonly Pick<StoredType, 'channels'>[]): ChannelWords[] {
  return (Object.entries(CHANNELS) as ChannelWords[]).filter(([channel]) =>
    types.some(({ channels }) => channels.includes(channel)),
  );
}

/** What is said about a name on a channel; undefined when nothing is. */
export function settingOf(settings: Settings | undefined, name: string, channel: ChannelName): Setting | undefined {
  return settings && Object.hasOwn(settings, name) ? settings[name]?.[channel] : undefined;
}

/** The same with another word about a name on a channel; with undefined nothing is said about it any more. */
export function withSetting(
  settings: Settings | undefined,
  name: string,
  channel: ChannelName,
  setting: Setting | undefined,
): Settings {
  const { [channel]: _before, ...others } = settings && Object.hasOwn(settings, name) ? (settings[name] ?? {}) : {};
  const after = setting === undefined ? others : { ...others, [channel]: setting };
  const rest = Object.entries(settings ?? {}).filter(([each]) => each !== name);
  return Object.fromEntries(Object.keys(after).length > 0 ? [...rest, [name, after]] : rest);
}

/** Whether a member can choose a digest of it: what is transactional never waits for one. */
export function canDigest({ types }: Pick<Kind, 'types'>, channel: ChannelName): boolean {
  return channel !== 'in-app' && types.some((type) => type.class === 'content' && type.channels.includes(channel));
}

/** A kind in a few words, as it is set: "On", "Email off", "Timeline off, push as digest"; and how many types differ. */
export function kindInWords({ category, types }: Kind, { types: ofTypes, categories }: Preferences): string {
  const settable = types.filter(({ mandatory }) => !mandatory);
  if (settable.length === 0) return 'Always on';
  const of = (channel: ChannelName) =>
    category === undefined || !settable.some(({ channels }) => channels.includes(channel))
      ? undefined
      : settingOf(categories, category, channel);
  const parts = channelsOf(settable).flatMap(([channel, words]) => {
    const setting = of(channel);
    if (setting === undefined || setting === 'on') return [];
    return [`${words} ${setting === 'off' ? 'off' : 'as digest'}`];
  });
  const own = settable.filter(({ name }) => Object.hasOwn(ofTypes, name)).length;
  const [first = 'On', ...others] = parts;
  // Within a sentence only a name has a capital.
  const rest = others.map((part) => (part.startsWith(CHANNELS.slack) ? part : part.toLowerCase()));
  return [first, ...rest, ...(own > 0 ? [`${own} set apart`] : [])].join(', ');
}

import type { ChannelName } from '../../contract/channel.ts';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Preferences } from '../../contract/preferences.ts';

export type Setting = 'on' | 'off' | 'digest';
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

/** A kind in a few words, as it is set: "On", "Push off", "Timeline off, push as digest"; and how many types differ. */
export function kindInWords({ category, types }: Kind, { types: ofTypes, categories }: Preferences): string {
  const settable = types.filter(({ mandatory }) => !mandatory);
  if (settable.length === 0) return 'Always on';
  const of = (channel: ChannelName) =>
    category === undefined || !settable.some(({ channels }) => channels.includes(channel))
      ? undefined
      : settingOf(categories, category, channel);
  const [timeline, push] = [of('in-app'), of('web-push')];
  const parts = [
    ...(timeline === 'off' ? ['timeline off'] : []),
    ...(push === 'off' ? ['push off'] : push === 'digest' ? ['push as digest'] : []),
  ];
  const own = settable.filter(({ name }) => Object.hasOwn(ofTypes, name)).length;
  const words = parts.length > 0 ? parts.join(', ') : 'on';
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${own > 0 ? `, ${own} set apart` : ''}`;
}

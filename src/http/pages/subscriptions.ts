import type { ChannelName } from '../../contract/channel.ts';
import { toMillis } from '../../contract/identifier.ts';
import type { ChannelSetting } from '../../contract/policy.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { TenantSettings } from '../../contract/tenant.ts';
import type { TypeOutline } from '../../registry/type-outline.ts';

/** What decides what a member gets: their own words, and the tenant's for those who said nothing. */
export interface Said {
  readonly preferences: Preferences;
  readonly defaults: TenantSettings['defaults'];
}

/**
 * What goes for a type on a channel by itself, as the decision has it (src/decide/identity/channel-setting.ts), but for
 * a channel that is off as a whole: that is shown beside.
 */
export function settingOf({ preferences, defaults }: Said, type: TypeOutline, channel: ChannelName): ChannelSetting {
  if (type.mandatory) return 'on';
  return (
    own(preferences.types, type.name)?.[channel] ??
    own(preferences.categories, type.category)?.[channel] ??
    own(defaults?.types, type.name)?.[channel] ??
    own(defaults?.categories, type.category)?.[channel] ??
    defaults?.channels?.[channel] ??
    'on'
  );
}

/** Whether a member turned a channel off for everything. */
export function isSilenced({ channels }: Preferences, channel: ChannelName): boolean {
  return channels[channel] === 'off';
}

/** Whether a member silenced a type or its category on all channels, at a moment (ms since the epoch). */
export function isMuted({ muted }: Preferences, { name, category }: TypeOutline, now: number): boolean {
  return muted.some(
    (each) =>
      (('type' in each && each.type === name) || ('category' in each && each.category === category)) &&
      (each.until === undefined || toMillis(each.until) > now),
  );
}

/** What a member may choose for a type on a channel; what is transactional never waits for a digest. */
export function offeredFor(type: TypeOutline, channel: ChannelName): readonly ChannelSetting[] {
  if (type.mandatory) return [];
  return type.class === 'content' && channel !== 'in-app' ? ['on', 'digest', 'off'] : ['on', 'off'];
}

/** Types that are shown together: those of one category, or of none. */
export interface Kind {
  readonly category?: string;
  readonly types: readonly TypeOutline[];
}

/** The types by their categories, in alphabetical order; those of none come last. */
export function kindsOf(types: readonly TypeOutline[]): Kind[] {
  const sorted = types.toSorted((one, other) => (titleOf(one) < titleOf(other) ? -1 : 1));
  return [...Map.groupBy(sorted, ({ category }) => category)]
    .map(([category, ofCategory]) => ({ ...(category === undefined ? {} : { category }), types: ofCategory }))
    .sort(({ category: one = LAST }, { category: other = LAST }) => (one < other ? -1 : 1));
}

/** What a member reads of a type. */
export function titleOf({ label, name }: TypeOutline): string {
  return label ?? name;
}

const LAST = '\u{10ffff}';

/** By a name that may be anything, `constructor` too. */
function own<Value>(values: Readonly<Record<string, Value>> | undefined, name: string | undefined): Value | undefined {
  return values && name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

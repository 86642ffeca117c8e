import { Digest, type DigestWindow } from '../contract/aggregation.ts';
import { type InterruptingChannel, isProvided, type ProvidedChannel } from '../contract/channel.ts';
import type { StoredModel } from '../contract/model.ts';
import type { StoredType } from '../contract/notification-type.ts';
import type { DigestPolicy, MemberDefaults, Policy, Relevance } from '../contract/policy.ts';
import type { Partials } from '../contract/template.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { Fatigue, Ramp } from '../contract/volume.ts';
import { safeUrl } from '../platform/liquid/places.ts';
import { renderDigestText } from './render.ts';
import { scoringModelOf } from './scoring-model.ts';

const DAY = 86_400_000;
/** Of an opened notification, and of a member who turns the type off: 20 opens make up for one. */
const VALUE = 1;
const COST = 20;
/** What goes for a tenant who says nothing: the contract's own defaults. */
const RAMP = Ramp.parse({});
const FATIGUE = Fatigue.parse({});
/** The digest of members who choose one for a type that has none. */
const ON_REQUEST = Digest.parse({ window: { schedule: 'daily' } });

const digests = new WeakMap<StoredType, DigestPolicy>();

/** What the type's rules lead to beside the type itself (see `rulesOf`). */
export interface Known {
  readonly model?: StoredModel;
  /** The model that `challenger` of the type names. */
  readonly challenger?: StoredModel;
  /** Datasets that are older than the model allows. */
  readonly stale?: readonly string[];
  readonly rhythm?: string;
  /** Channels of the type that a provider of the tenant serves. */
  readonly served?: readonly ProvidedChannel[];
  /** Of the tenant, when the type's texts use any. */
  readonly partials?: Partials;
}

/**
 * All that a type and its tenant say about deciding, resolved, lengths of time in ms. What is not declared, and what
 * does not concern the class, is absent: it travels with every candidate.
 */
export function policyOf(type: StoredType, settings: TenantSettings, known: Known = {}): Policy {
  const { perHour, perDay, spacing } = type.caps ?? {};
  return {
    class: type.class,
    channels: servedChannels(type, known),
    mandatory: type.mandatory ?? false,
    dark: settings.dark || (type.dark ?? false),
    typeCaps: defined<Policy['typeCaps']>({ perHour, perDay, spacing: millis(spacing) }),
    memberPerDay: settings.interruptionsPerDay,
    ...defined<Partial<Policy>>({
      category: type.category,
      apps: type.apps,
      reach: type.reach,
      collapse: type.collapse && { window: type.collapse.window * 1_000 },
      remind: type.remind && remindersOf(type.remind),
      escalate: type.escalate?.map(({ channel, after = 0 }) => ({ channel, after: after * 1_000 })),
      defaults: defaultsOf(type, settings.defaults),
    }),
    ...(type.class === 'content' ? ofContent(type, settings, known) : {}),
  };
}

/** Nobody can be reached on a channel that needs a provider and has none. */
function servedChannels({ channels }: StoredType, { served = [] }: Known): Policy['channels'] {
  return channels.filter((channel) => !isProvided(channel) || served.includes(channel));
}

/** What only content has to pass. */
function ofContent(type: StoredType, settings: TenantSettings, known: Known): Partial<Policy> {
  const { model, stale, rhythm } = known;
  const challenger = challengerOf(type, known);
  return defined<Partial<Policy>>({
    spacing: spacingOf(settings),
    channelCaps: channelCapsOf(type, settings),
    candidatesPerHour: settings.candidatesPerHour,
    ramp: type.ramp ?? settings.ramp ?? RAMP,
    fatigue: type.fatigue ?? settings.fatigue ?? FATIGUE,
    relevance: relevanceOf(type),
    model: model && scoringModelOf(model),
    challenger,
    stale: stale?.length === 0 ? undefined : stale,
    // What a challenger would have scored has to be seen of everybody, also below the floor of the model.
    unbounded: challenger || settings.boundedFanout === false ? true : undefined,
    digest: digestPolicyOf(type),
    timing: type.timing,
    rhythm: type.timing === 'best' ? rhythm : undefined,
  });
}

/** ms between two interruptions of a member: spread over the day when the tenant says nothing. */
function spacingOf({ spacing, interruptionsPerDay }: TenantSettings): number | undefined {
  if (spacing !== undefined) return spacing === 0 ? undefined : spacing * 1_000;
  return interruptionsPerDay === 0 ? undefined : Math.floor(DAY / interruptionsPerDay);
}

/** A type may allow less on a channel than its tenant, never more. */
function channelCapsOf(type: StoredType, { channelsPerDay }: TenantSettings): Policy['channelCaps'] | undefined {
  const caps: Partial<Record<InterruptingChannel, number>> = { ...channelsPerDay };
  for (const [name, cap] of Object.entries(type.caps?.channels ?? {})) {
    const channel = name as InterruptingChannel;
    caps[channel] = Math.min(cap, caps[channel] ?? cap);
  }
  return unlessEmpty(caps);
}

/** A model without a bar scores all the same: its numbers are in the trace, and the best is chosen by them. */
function relevanceOf({ floor, pushBar, model, value, cost }: StoredType): Relevance | undefined {
  if (floor === undefined && pushBar === undefined && model === undefined) return undefined;
  return { ...defined<Partial<Relevance>>({ floor, pushBar }), value: value ?? VALUE, cost: cost ?? COST };
}

function challengerOf({ challenger }: StoredType, known: Known): Policy['challenger'] | undefined {
  if (!challenger || !known.model || !known.challenger) return undefined;
  return { model: scoringModelOf(known.challenger), share: challenger.share };
}

/** Kept for as long as the isolate keeps the version of the type: it is the same for every event. */
function digestPolicyOf(type: StoredType): DigestPolicy {
  const known = digests.get(type);
  if (known) return known;
  const made = newDigestPolicy(type);
  digests.set(type, made);
  return made;
}

/** A type without a digest has one all the same, for members who ask for it. */
function newDigestPolicy({ name, category, template, digest }: StoredType): DigestPolicy {
  const { by, window, minimum, flushAt, title, more, url } = digest ?? ON_REQUEST;
  const { locale } = template;
  return {
    key: by === 'category' && category !== undefined ? `category:${category}` : `type:${name}`,
    window: windowInMillis(window),
    minimum,
    ...(flushAt === undefined ? {} : { flushAt }),
    title: renderDigestText(title, name, locale),
    ...(more === undefined ? {} : { more: renderDigestText(more, name, locale) }),
    ...(locale === undefined ? {} : { locale }),
    url: safeUrl(url),
    ...(digest ? {} : { onRequest: true }),
  };
}

function windowInMillis(window: DigestWindow): DigestWindow {
  if ('fixed' in window) return { fixed: window.fixed * 1_000 };
  if ('sliding' in window) return { sliding: window.sliding * 1_000, most: window.most * 1_000 };
  return window;
}

function remindersOf({ after, times, channel }: NonNullable<StoredType['remind']>): NonNullable<Policy['remind']> {
  return { after: after * 1_000, times, ...(channel === undefined ? {} : { channel }) };
}

/** The tenant's word for members who have said nothing: about the type before its category before the channel. */
function defaultsOf(type: StoredType, defaults: TenantSettings['defaults']): MemberDefaults | undefined {
  if (!defaults) return undefined;
  const said = {
    ...defaults.channels,
    ...own(defaults.categories, type.category),
    ...own(defaults.types, type.name),
  };
  const channels = Object.fromEntries(
    type.channels.flatMap((channel) => (said[channel] === undefined ? [] : [[channel, said[channel]]])),
  );
  const isContent = type.class === 'content';
  return unlessEmpty(
    defined<MemberDefaults>({
      // What is mandatory is on, whatever anybody says; a tenant's quiet hours and digests are for content alone.
      channels: type.mandatory ? undefined : unlessEmpty(channels),
      quiet: isContent ? defaults.quiet : undefined,
      digest: isContent ? defaults.digest : undefined,
    }),
  );
}

/** By a name that may be anything, `constructor` too. */
function own<Value>(values: Readonly<Record<string, Value>> | undefined, name: string | undefined): Value | undefined {
  return values && name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;
}

function millis(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1_000;
}

/** Only the parts that are there. */
function defined<Parts extends object>(parts: { readonly [Name in keyof Parts]?: Parts[Name] | undefined }): Parts {
  const present: { [Name in keyof Parts]?: Parts[Name] | undefined } = {};
  for (const name in parts) if (parts[name] !== undefined) present[name] = parts[name];
  return present as Parts;
}

function unlessEmpty<Parts extends object>(parts: Parts): Parts | undefined {
  return Object.keys(parts).length === 0 ? undefined : parts;
}

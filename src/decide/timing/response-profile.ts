import type { ChannelName } from '../../contract/channel.ts';
import type { PastEngagement } from '../member-state.ts';
import { DAY, HOUR } from '../volume/rolling-cap.ts';
import { hourOfLocal, hourOfWeek, localClock, WEEK_HOURS } from './local-time.ts';
import { DEFAULT_RHYTHM, decodeRhythm } from './rhythm.ts';

/** Days after which a response counts 1/e (0.37) of a new one. */
const DECAY_DAYS = 60;
/** Responses of their own with which a member's profile is half theirs, half the tenant's. */
const PRIOR_RESPONSES = 20;
/** What a response says of its hour and of the two before and after: a bell about an hour wide. */
const NEARBY = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];
/** How much of a response counts for its own day; the rest for that hour of all days of its kind (workday, weekend). */
const OWN_DAY = 0.5;

const DAY_HOURS = 24;
const WEEKEND = 5 * DAY_HOURS;
/** Profiles kept of one list of engagements: one for each of a few channels. */
const MOST_KEPT = 8;

/** Whose profile, where, and when it is asked for. */
export interface ProfileQuestion {
  readonly engagements: readonly PastEngagement[];
  readonly timezone: string;
  /** ms since the epoch */
  readonly now: number;
  /** Only responses on this channel, or not known where; those anywhere when absent. */
  readonly channel?: ChannelName;
  /** The `rhythm` of the policy: what to expect of those of whom little is known. */
  readonly rhythm?: string;
}

/**
 * When a member responds: a share for each of the 168 hours of their local week, Monday 00:00 first, that sum to 1.
 *
 * Opens, clicks, likes, comments and shares count; older ones less (`exp(-age / 60 days)`). They are spread a little over
 * the hours nearby and over the same hour of similar days, and weigh `n / (n + 20)` against the tenant's rhythm, where n
 * is the sum of their weights. So another response at an hour never lowers the share of that hour.
 */
export function responseProfile(asked: ProfileQuestion): readonly number[] {
  const hour = Math.floor(asked.now / HOUR);
  const key = [hour, asked.timezone, asked.channel, asked.rhythm].join('|');
  const kept = profiles.get(asked.engagements) ?? new Map<string, readonly number[]>();
  const known = kept.get(key);
  if (known) return known;
  const profile = profileOf({ ...asked, now: hour * HOUR });
  if (kept.size >= MOST_KEPT) kept.clear();
  profiles.set(asked.engagements, kept.set(key, profile));
  return profile;
}

/** The hour of the local week of a response, 0..167; undefined for what is none. */
export function responseHour(
  { action, at }: Pick<PastEngagement, 'action' | 'at'>,
  timezone: string,
): number | undefined {
  return responseWeight({ action, at }, at) > 0 ? hourOfWeek(at, timezone) : undefined;
}

/** What a response weighs now: 1 when new, less the older it is; 0 for what is no response. */
export function responseWeight({ action, at }: Pick<PastEngagement, 'action' | 'at'>, now: number): number {
  switch (action) {
    case 'open':
    case 'click':
    case 'like':
    case 'comment':
    case 'share':
      return Math.exp(-Math.max(now - at, 0) / (DECAY_DAYS * DAY));
    case 'seen':
    case 'view':
    case 'follow':
    case 'dismiss':
    case 'see-less':
    case 'mute':
    case 'disable':
      return 0;
  }
}

/** By the list of engagements itself, which is never changed: a member's candidates of one offer share it. */
const profiles = new WeakMap<readonly PastEngagement[], Map<string, readonly number[]>>();

function profileOf({ engagements, timezone, now, channel, rhythm }: ProfileQuestion): readonly number[] {
  const clock = localClock(timezone);
  const counts = new Array<number>(WEEK_HOURS).fill(0);
  let responses = 0;
  for (const each of engagements) {
    if (channel !== undefined && each.channel !== null && each.channel !== channel) continue;
    const weight = responseWeight(each, now);
    if (weight === 0) continue;
    const hour = hourOfLocal(clock(each.at));
    counts[hour] = (counts[hour] ?? 0) + weight;
    responses += weight;
  }
  const own = smooth(counts);
  // The prior is as smooth as what it is compared with, or a rhythm with one busy hour would outweigh any evidence.
  const prior = smooth((rhythm === undefined ? undefined : decodeRhythm(rhythm)) ?? DEFAULT_RHYTHM);
  return own.map((count, hour) => (count + PRIOR_RESPONSES * (prior[hour] ?? 0)) / (responses + PRIOR_RESPONSES));
}

/** Spreads each hour over similar days and then nearby hours, around the week; the sum stays the same. */
function smooth(counts: readonly number[]): number[] {
  const pooled = counts.map((count, hour) => {
    const [first, days] = hour < WEEKEND ? [0, 5] : [WEEKEND, 2];
    let sameHour = 0;
    for (let day = 0; day < days; day++) sameHour += counts[first + day * DAY_HOURS + (hour % DAY_HOURS)] ?? 0;
    return OWN_DAY * count + ((1 - OWN_DAY) * sameHour) / days;
  });
  const reach = (NEARBY.length - 1) / 2;
  return pooled.map((_, hour) =>
    NEARBY.reduce((sum, share, index) => {
      const nearby = (hour + index - reach + WEEK_HOURS) % WEEK_HOURS;
      return sum + share * (pooled[nearby] ?? 0);
    }, 0),
  );
}

import type { InterruptingChannel } from '../../contract/channel.ts';
import type { Case, Plan, Selector } from '../component.ts';
import type { Interruption } from '../member-state.ts';
import { reduced } from './fatigue-state.ts';
import { type Cap, holdForSlot, isCapped } from './hold-for-slot.ts';
import { rampLimit } from './ramp.ts';
import { type CapState, DAY, HOUR, rollingCap } from './rolling-cap.ts';

/** A cap and where it stands. */
export interface Limit extends Cap {
  readonly state: CapState;
}

/** By the names of their components, in the order in which they are asked. */
const LIMITS = {
  'type-cap': typeLimits,
  'channel-cap': channelLimits,
  'member-cap': (of) => [memberLimit(of)],
  spacing: spacingLimits,
} as const satisfies Record<string, (of: Case, plan: Plan) => readonly Limit[]>;

/**
 * The selector of one kind of limit: holds what would ring over it.
 *
 * It looks ahead at the limits that are asked after it: of all that are over, the one whose slot comes last says until
 * when, and why. So nothing is woken only to be held again, and what will never have a slot is silent at once.
 */
export function holdOver(name: keyof typeof LIMITS): Selector['select'] {
  return (of, _known, plan) => {
    if (!isCapped(of.candidate, plan)) return plan;
    if (LIMITS[name](of, plan).every(({ state }) => state.nextSlot <= of.now)) return plan;
    const latest = latestLimit(of, plan);
    return latest ? holdForSlot(latest.state, latest, plan, of.now) : plan;
  };
}

/** Of all limits the one whose slot comes last; the first of them when several come at once. */
export function latestLimit(of: Case, plan: Plan): Limit | undefined {
  return Object.values(LIMITS)
    .flatMap((limits) => limits(of, plan))
    .reduce<Limit | undefined>(
      (latest, each) => (latest && latest.state.nextSlot >= each.state.nextSlot ? latest : each),
      undefined,
    );
}

/** Where the cap of a channel stands; undefined for a channel without one. */
export function channelLimit({ candidate, member, now }: Case, channel: InterruptingChannel): Limit | undefined {
  const limit = candidate.activity.policy.channelCaps?.[channel];
  if (limit === undefined) return undefined;
  const onChannel = member.interruptions.filter(({ channels }) => channels.includes(channel));
  return { by: 'channel-cap', reason: 'channel-cap', limit, state: rollingCap(onChannel, limit, DAY, now) };
}

/** Where the cap of the member stands, for this candidate. */
export function memberLimit(of: Case): Limit {
  const cap = reduced(of, of.candidate.activity.policy.memberPerDay);
  const phase = rampLimit(of);
  const isRamp = phase !== undefined && phase < cap;
  const limit = isRamp ? phase : cap;
  const state = rollingCap(of.member.interruptions, limit, DAY, of.now);
  return { by: 'member-cap', reason: isRamp ? 'ramp' : 'member-cap', limit, state };
}

function typeLimits(of: Case): Limit[] {
  const { perHour, perDay, spacing } = of.candidate.activity.policy.typeCaps;
  const limits: Limit[] = [];
  if (perHour !== undefined) limits.push(typeLimit(of, perHour, HOUR));
  if (perDay !== undefined) limits.push(typeLimit(of, perDay, DAY));
  if (spacing !== undefined) limits.push(typeLimit(of, 1, spacing));
  return limits;
}

function typeLimit(of: Case, full: number, window: number): Limit {
  const { type } = of.candidate.activity;
  const limit = reduced(of, full);
  const ofType = interruptionsOf(of, window).filter((each) => each.type === type);
  return { by: 'type-cap', reason: 'type-cap', limit, state: rollingCap(ofType, limit, window, of.now) };
}

/** Only when no channel is left to ring: then it waits for the first that has room. */
function channelLimits(of: Case, { channels }: Plan): Limit[] {
  const limits = channels.flatMap((channel) => (channel === 'in-app' ? [] : [channelLimit(of, channel)]));
  const [first] = limits
    .filter((limit) => limit !== undefined)
    .sort((one, other) => (one.state.nextSlot < other.state.nextSlot ? -1 : 1));
  return first && !limits.includes(undefined) ? [first] : [];
}

function spacingLimits(of: Case): Limit[] {
  const { spacing } = of.candidate.activity.policy;
  if (spacing === undefined) return [];
  return [
    { by: 'spacing', reason: 'spacing', limit: 1, state: rollingCap(interruptionsOf(of, spacing), 1, spacing, of.now) },
  ];
}

/** The state knows those of the last day; those of a longer window are in the history. Its own are no obstacle. */
function interruptionsOf({ candidate, member, now }: Case, window: number): readonly Interruption[] {
  if (window <= DAY) return member.interruptions;
  const older = member.past.history.flatMap(({ id, interruptedAt: at, type, channels }) =>
    at !== null && at <= now - DAY && id !== candidate.activity.id ? [{ at, type, channels }] : [],
  );
  return [...older, ...member.interruptions];
}

import type { EngagementAction } from '../../contract/engagement.ts';
import type { Case } from '../component.ts';
import { OPENING } from '../features/past-summary.ts';
import type { Past, PastEngagement } from '../member-state.ts';
import { remembered, rememberedByName, rememberedOfPast } from '../remembered.ts';
import { DAY } from './rolling-cap.ts';

/** Until when nothing of the kind rings, and until when its caps are halved; ms since the epoch. */
export interface Fatigue {
  readonly quietUntil: number;
  readonly reducedUntil: number;
}

/**
 * Whether the member is tired of what a candidate is: they said "see less" of one of its type, of its actor or of its
 * item, or dismissed `dismissals` of its type in a row and opened none in between. The newest such word counts.
 *
 * Undefined without such a word, without a policy, and for a `mandatory` type, which nobody can turn off either.
 * Reads the member's past only when there is a policy, and their history only when something was refused.
 * Seed: how Twitter's push service tires after "see less often".
 */
export function fatigueOf({ candidate: { activity }, member }: Case): Fatigue | undefined {
  const { fatigue, mandatory } = activity.policy;
  if (!fatigue || mandatory) return undefined;
  const { actors, items, isRefused } = saidIn(member.past.engagements);
  const refused = isRefused ? refusedOf(member.past)(activity.type) : undefined;
  const moments = [
    actors.get(activity.actor ?? ''),
    items.get(activity.item ?? ''),
    refused?.seeLessAt,
    refused?.dismissals.findLast(({ row }) => row >= fatigue.dismissals)?.at,
  ].filter((at) => at !== undefined);
  if (moments.length === 0) return undefined;
  const quietUntil = Math.max(...moments) + fatigue.quietDays * DAY;
  return { quietUntil, reducedUntil: quietUntil + fatigue.reducedDays * DAY };
}

/** A cap of a candidate: half of it, but one at least, while the member has just been tired of its kind. */
export function reduced(of: Case, limit: number): number {
  const fatigue = limit > 1 ? fatigueOf(of) : undefined;
  return fatigue && of.now < fatigue.reducedUntil ? Math.max(1, Math.floor(limit / 2)) : limit;
}

/** When "see less" was last said of actors and items, and what was done with notifications, the oldest first. */
interface Said {
  readonly actors: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<string, number>;
  readonly deeds: readonly PastEngagement[];
  /** Whether any of the deeds is a refusal: without one the rows of the history need not be read. */
  readonly isRefused: boolean;
}

const saidIn = remembered((engagements: readonly PastEngagement[]): Said => {
  const [actors, items] = [new Map<string, number>(), new Map<string, number>()];
  for (const { at, action, kind, target } of engagements) {
    if (action !== 'see-less') continue;
    if (kind === 'actor') actors.set(target, at);
    if (kind === 'item') items.set(target, at);
  }
  const deeds = engagements.filter(
    ({ kind, action }) => kind === 'notification' && (isRefusal(action) || OPENING.has(action)),
  );
  return { actors, items, deeds, isRefused: deeds.some(({ action }) => isRefusal(action)) };
});

function isRefusal(action: EngagementAction): boolean {
  return action === 'see-less' || action === 'dismiss';
}

/** Of a type: when "see less" was last said of one of its notifications, and the dismissals with their place in a row. */
interface Refused {
  readonly seeLessAt: number | undefined;
  readonly dismissals: readonly { readonly at: number; readonly row: number }[];
}

const refusedOf = rememberedOfPast(({ history, engagements }: Past) => {
  const { deeds } = saidIn(engagements);
  return rememberedByName((type): Refused => {
    const ids = new Set(history.filter((each) => each.type === type).map(({ id }) => id));
    let seeLessAt: number | undefined;
    const dismissals: { at: number; row: number }[] = [];
    /** What was dismissed since one was opened: to dismiss one twice is to dismiss one. */
    let inRow = new Set<string>();
    for (const { at, action, target } of deeds) {
      if (!ids.has(target)) continue;
      if (action === 'see-less') seeLessAt = at;
      else if (action !== 'dismiss') inRow = new Set();
      else if (!inRow.has(target)) dismissals.push({ at, row: inRow.add(target).size });
    }
    return { seeLessAt, dismissals };
  });
});

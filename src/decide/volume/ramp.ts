import type { Case } from '../component.ts';
import type { PastEngagement } from '../member-state.ts';
import { DAY } from './rolling-cap.ts';

/**
 * How many interruptions a day a new or returning member takes: 1 in the first `phaseDays` days, 2 in the next and so on,
 * until the member's cap is less. Undefined without a ramp, and for a member of whom neither is known.
 *
 * A member returns when they do something after `awayDays` days without anything; what counts is the later of their
 * return and their joining. A slot is found with the limit of now: that the next phase may begin before it is no matter.
 */
export function rampLimit({ candidate, member, now }: Case): number | undefined {
  const { ramp } = candidate.activity.policy;
  if (!ramp) return undefined;
  const start = Math.max(
    member.createdAt ?? -Infinity,
    returnedAt(member.past.engagements, ramp.awayDays) ?? -Infinity,
  );
  return Number.isFinite(start) ? Math.max(1, Math.ceil((now - start) / (ramp.phaseDays * DAY))) : undefined;
}

const returns = new WeakMap<readonly PastEngagement[], Map<number, number | undefined>>();

/** The end of the newest pause of at least so many days, ms since the epoch. */
function returnedAt(engagements: readonly PastEngagement[], awayDays: number): number | undefined {
  const known = returns.get(engagements) ?? new Map<number, number | undefined>();
  returns.set(engagements, known);
  if (!known.has(awayDays)) known.set(awayDays, findReturn(engagements, awayDays));
  return known.get(awayDays);
}

function findReturn(engagements: readonly PastEngagement[], awayDays: number): number | undefined {
  return engagements.findLast(({ at }, index) => {
    const before = engagements[index - 1];
    return before !== undefined && at - before.at >= awayDays * DAY;
  })?.at;
}

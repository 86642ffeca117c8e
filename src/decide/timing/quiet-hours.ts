import type { QuietTimes } from '../../contract/schedule.ts';
import type { Case, Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import { quietUntil } from './quiet-window.ts';

/** Holds what would ring in the member's quiet hours until they end; the timeline is silent and goes on. */
export const quietHours: Selector = {
  kind: 'selector',
  name: 'quiet-hours',
  select(of, _known, plan) {
    if (!interrupts(plan.channels)) return plan;
    const quiet = quietTimesOf(of);
    const until = quiet && quietUntil(of.now, quiet, of.member.timezone);
    return until === undefined ? plan : { outcome: 'hold', reason: 'quiet-hours', until };
  },
};

/**
 * The quiet hours that a candidate respects. The member's own are an explicit do-not-disturb: everything does, account
 * security too. The tenant's are for members who said nothing (`null` is "none"), and only content waits for them.
 */
export function quietTimesOf({ candidate, member }: Case): QuietTimes | undefined {
  const { class: kind, defaults } = candidate.activity.policy;
  const { quiet = kind === 'content' ? defaults?.quiet : undefined } = member.preferences;
  return quiet ?? undefined;
}

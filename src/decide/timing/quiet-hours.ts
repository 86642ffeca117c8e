import type { Selector } from '../component.ts';
import { interrupts } from '../interrupts.ts';
import { quietUntil } from './quiet-window.ts';

/** Holds what would ring in the member's quiet hours until they end; the timeline is silent and goes on. */
export const quietHours: Selector = {
  kind: 'selector',
  name: 'quiet-hours',
  select({ member, now }, _known, plan) {
    const { quiet } = member.preferences;
    if (!quiet || !interrupts(plan.channels)) return plan;
    const until = quietUntil(now, quiet, member.timezone);
    return until === undefined ? plan : { outcome: 'hold', reason: 'quiet-hours', until };
  },
};

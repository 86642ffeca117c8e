import type { Selector } from '../component.ts';
import { holdForSlot, isCapped } from './hold-for-slot.ts';
import { DAY, rollingCap } from './rolling-cap.ts';

/** Holds content when the member was interrupted often enough today by all types: 5 in 24 rolling hours by default. */
export const memberCap: Selector = {
  kind: 'selector',
  name: 'member-cap',
  select({ candidate, member, now }, _known, plan) {
    if (!isCapped(candidate, plan)) return plan;
    const limit = candidate.activity.policy.memberPerDay;
    const cap = { by: 'member-cap', reason: 'member-cap', limit } as const;
    return holdForSlot(rollingCap(member.interruptions, limit, DAY, now), cap, plan, now);
  },
};

import type { Selector } from '../component.ts';
import { holdForSlot, isCapped } from './hold-for-slot.ts';
import { DAY, rollingCap } from './rolling-cap.ts';

/** Holds content when the member was interrupted often enough today by all types: 5 in 24 rolling hours by default. */
export const memberCap: Selector = {
  kind: 'selector',
  name: 'member-cap',
  select(of, _known, plan) {
    if (!isCapped(of, plan)) return plan;
    const limit = of.candidate.activity.policy.memberPerDay;
    return holdForSlot(rollingCap(of.member.interruptions, limit, DAY, of.now), limit, 'member-cap', plan, of.now);
  },
};

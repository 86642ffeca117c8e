import type { Plan, Selector, Stop } from '../component.ts';
import { holdForSlot, isCapped } from './hold-for-slot.ts';
import { DAY, HOUR, rollingCap } from './rolling-cap.ts';

/** Holds content of a type that has rung often enough: `caps.perHour` and `caps.perDay` of the type (none by default). */
export const typeCap: Selector = {
  kind: 'selector',
  name: 'type-cap',
  select(of, _known, plan) {
    const { type, policy } = of.candidate.activity;
    const ofType = of.member.interruptions.filter((each) => each.type === type);
    let next: Plan | Stop = plan;
    for (const [limit, window] of [
      [policy.typeCaps.perHour, HOUR],
      [policy.typeCaps.perDay, DAY],
    ] as const) {
      if ('outcome' in next || limit === undefined || !isCapped(of, next)) continue;
      next = holdForSlot(rollingCap(ofType, limit, window, of.now), limit, 'type-cap', next, of.now);
    }
    return next;
  },
};

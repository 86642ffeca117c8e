import type { Selector } from '../component.ts';
import { holdForSlot, isCapped } from './hold-for-slot.ts';
import { DAY, HOUR, rollingCap } from './rolling-cap.ts';

/**
 * Holds content of a type that has rung often enough: `caps.perHour` and `caps.perDay` of the type (none by default).
 * Over both caps it waits for the later slot, so that it is not woken only to be held again.
 */
export const typeCap: Selector = {
  kind: 'selector',
  name: 'type-cap',
  select({ candidate, member, now }, _known, plan) {
    const { type, policy } = candidate.activity;
    if (!isCapped(candidate, plan)) return plan;
    const ofType = member.interruptions.filter((each) => each.type === type);
    const standings = [
      { limit: policy.typeCaps.perHour, window: HOUR },
      { limit: policy.typeCaps.perDay, window: DAY },
    ].flatMap(({ limit, window }) =>
      limit === undefined ? [] : [{ limit, state: rollingCap(ofType, limit, window, now) }],
    );
    const [tightest] = standings.sort((one, other) => (one.state.nextSlot < other.state.nextSlot ? 1 : -1));
    if (!tightest) return plan;
    const cap = { by: 'type-cap', reason: 'type-cap', limit: tightest.limit } as const;
    return holdForSlot(tightest.state, cap, plan, now);
  },
};

import type { Selector } from '../component.ts';
import { fatigueOf } from './fatigue-state.ts';
import { isCapped } from './hold-for-slot.ts';
import { silence } from './silence.ts';

/**
 * Content of a kind that the member is tired of rings nowhere for `quietDays` days. It is never held for so long: by then
 * it would be stale. (For `reducedDays` more its caps are halved: see `limits.ts`.)
 */
export const fatigue: Selector = {
  kind: 'selector',
  name: 'fatigue',
  select(of, _known, plan) {
    if (!isCapped(of.candidate, plan)) return plan;
    const tired = fatigueOf(of);
    if (!tired || of.now >= tired.quietUntil) return plan;
    return silence(plan, { by: 'fatigue', reason: 'fatigue' }, { quietUntil: tired.quietUntil });
  },
};

import type { Selector } from '../component.ts';
import { isJudged } from './is-judged.ts';

/** Drops content that is worth less than the floor of its type. A type without one takes everything. */
export const relevanceFloor: Selector = {
  kind: 'selector',
  name: 'relevance-floor',
  select(of, { numbers: { utility } }, plan) {
    const floor = of.candidate.activity.policy.relevance?.floor;
    if (floor === undefined || utility === undefined || utility >= floor || !isJudged(of)) return plan;
    return { outcome: 'drop', reason: 'below-floor', numbers: { floor } };
  },
};

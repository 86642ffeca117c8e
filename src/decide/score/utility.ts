import type { Scorer } from '../component.ts';

/** Of an opened notification, when its type does not say. */
const VALUE = 1;
/** Of a member who turns the type off, when it does not say: as much as twenty opened notifications. */
const COST = 20;

/**
 * What it is worth to send: `utility = pOpen · value − pDisable · cost`. Nothing for what is not scored.
 *
 * Seed: volume optimisation at LinkedIn, which weighs responses against complaints and settings turned off.
 */
export const utility: Scorer = {
  kind: 'scorer',
  name: 'utility',
  score({ candidate, again }, { numbers }) {
    const before = again?.numbers?.utility;
    if (before !== undefined) return { utility: before };
    const { pOpen, pDisable = 0 } = numbers;
    if (pOpen === undefined) return {};
    const { value = VALUE, cost = COST } = candidate.activity.policy.relevance ?? {};
    return { utility: pOpen * value - pDisable * cost };
  },
};

import type { CandidateActivity } from '../../contract/activity.ts';
import type { Reason } from '../../contract/decision.ts';
import { toMillis } from '../../contract/identifier.ts';
import type { Muted } from '../../contract/preferences.ts';
import type { Filter } from '../component.ts';

/**
 * Removes what the member muted, for good or until a moment that is still to come: an actor, an item, a thread, a type
 * or a category. A `mandatory` type cannot be muted as a type or with its category; an actor, an item or a thread of it
 * can, because that is the member's word about somebody or something else.
 */
export const mutes: Filter = {
  kind: 'filter',
  name: 'mutes',
  remove({ candidate: { activity }, member, now }) {
    for (const muted of member.preferences.muted) {
      const reason = reasonOf(muted, activity);
      if (reason && (muted.until === undefined || now < toMillis(muted.until))) return reason;
    }
    return undefined;
  },
};

function reasonOf(muted: Muted, { actor, item, thread, type, policy }: CandidateActivity): Reason | undefined {
  if ('actor' in muted) return muted.actor === actor ? 'muted-actor' : undefined;
  if ('item' in muted) return muted.item === item ? 'muted-item' : undefined;
  if ('thread' in muted) return muted.thread === thread ? 'muted-thread' : undefined;
  if (policy.mandatory) return undefined;
  if ('type' in muted) return muted.type === type ? 'muted-type' : undefined;
  return muted.category === policy.category ? 'muted-category' : undefined;
}

import type { Filter } from '../component.ts';

/**
 * Removes what the member muted: an actor, an item or a type. A `mandatory` type cannot be muted as a type; an actor or
 * an item of it can, because that is the member's word about somebody or something else.
 */
export const mutes: Filter = {
  kind: 'filter',
  name: 'mutes',
  remove({ candidate: { activity }, member }) {
    for (const muted of member.preferences.muted) {
      if ('actor' in muted && muted.actor === activity.actor) return 'muted-actor';
      if ('item' in muted && muted.item === activity.item) return 'muted-item';
      if ('type' in muted && muted.type === activity.type && !activity.policy.mandatory) return 'muted-type';
    }
    return undefined;
  },
};

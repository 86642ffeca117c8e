import type { Filter } from '../component.ts';

/** Nobody is told of what they did themselves. */
export const ownAction: Filter = {
  kind: 'filter',
  name: 'own-action',
  remove: ({ candidate, member }) => (candidate.activity.actor === member.id ? 'own-action' : undefined),
};

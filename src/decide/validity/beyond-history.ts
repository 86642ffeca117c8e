import type { Filter } from '../component.ts';

/**
 * Removes what is older than everything the member's full history keeps: it could not be shown, and whether it is a
 * repeat of something pruned can no longer be known.
 */
export const beyondHistory: Filter = {
  kind: 'filter',
  name: 'history',
  remove: ({ candidate: { activity }, member, again }) =>
    !again && member.historyFloor !== undefined && activity.id < member.historyFloor ? 'beyond-history' : undefined,
};

import type { Filter } from '../component.ts';

/**
 * Removes what must not go out unchecked: an enricher that its type relies on gave no answer. Account security too: what
 * asks for a check is worse sent wrongly than not at all.
 */
export const unverified: Filter = {
  kind: 'filter',
  name: 'unverified',
  remove: ({ candidate: { activity } }) => (activity.unverified === undefined ? undefined : 'unverified'),
};

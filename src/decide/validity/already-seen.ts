import type { Filter } from '../component.ts';

/** Removes held work that the member has meanwhile seen in the timeline: nobody is rung for what they already saw. */
export const alreadySeen: Filter = {
  kind: 'filter',
  name: 'already-seen',
  remove: ({ again }) => (again?.seen ? 'already-seen' : undefined),
};

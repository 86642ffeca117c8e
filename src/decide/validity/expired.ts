import type { Filter } from '../component.ts';

/** Removes what came too late to be worth anything: past the item's or the type's expiry. */
export const expired: Filter = {
  kind: 'filter',
  name: 'expiry',
  remove: ({ candidate: { activity }, now }) =>
    activity.expiresAt !== undefined && activity.expiresAt <= now ? 'expired' : undefined,
};

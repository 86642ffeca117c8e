import type { Filter } from '../component.ts';

/** Removes a type of which the member turned off every channel. A `mandatory` type cannot be turned off. */
export const typeSetting: Filter = {
  kind: 'filter',
  name: 'type-setting',
  remove({ candidate: { activity }, member }) {
    const settings = member.preferences.types[activity.type];
    if (!settings || activity.policy.mandatory) return undefined;
    return activity.policy.channels.every((channel) => settings[channel] === 'off') ? 'type-off' : undefined;
  },
};

import type { Filter } from '../component.ts';

/** Removes a type that the member's settings leave no channel. A `mandatory` type cannot be turned off. */
export const typeSetting: Filter = {
  kind: 'filter',
  name: 'type-setting',
  remove({ candidate: { activity }, member: { preferences } }) {
    const settings = preferences.types[activity.type];
    if (!settings || activity.policy.mandatory) return undefined;
    const isOff = activity.policy.channels.every(
      (channel) => settings[channel] === 'off' || preferences.channels[channel] === 'off',
    );
    return isOff ? 'type-off' : undefined;
  },
};

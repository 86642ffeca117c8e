import type { Filter } from '../component.ts';
import { channelSetting } from './channel-setting.ts';

/** Removes a type that the settings leave no channel: the member's, about the type or its category, or the tenant's. */
export const typeSetting: Filter = {
  kind: 'filter',
  name: 'type-setting',
  remove: (of) =>
    of.candidate.activity.policy.channels.every((channel) => channelSetting(of, channel) === 'off')
      ? 'type-off'
      : undefined,
};

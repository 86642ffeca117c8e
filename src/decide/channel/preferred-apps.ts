import type { Selector } from '../component.ts';
import { devicesLeft } from './devices-left.ts';

/**
 * Of the apps that a type prefers, the best one that the member has rings, and no other device of its channel. A
 * channel on which they have none of those apps rings all that it did.
 */
export const preferredApps: Selector = {
  kind: 'selector',
  name: 'preferred-apps',
  select(of, _known, plan) {
    const { apps } = of.candidate.activity.policy;
    if (!apps) return plan;
    const left = devicesLeft(of, plan);
    const preferred = left.filter(({ channel, app }) => {
      const best = apps.find((each) => left.some((other) => other.channel === channel && other.app === each));
      return best === undefined || app === best;
    });
    return preferred.length < left.length ? { ...plan, devices: preferred.map(({ id }) => id) } : plan;
  },
};

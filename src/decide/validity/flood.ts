import type { Gate } from '../component.ts';
import { HOUR } from '../volume/rolling-cap.ts';

/**
 * Stops content for a member who got too much of anything: `candidatesPerHour` of the tenant (none by default)
 * notifications in a rolling hour, whether they rang or not. What got through once is not stopped when it is decided
 * again. Account security goes on: a flood must not be a way to hide it.
 */
export const flood: Gate = {
  kind: 'gate',
  name: 'flood',
  stop({ candidate, member, now, again }) {
    const { candidatesPerHour: limit, class: kind, mandatory } = candidate.activity.policy;
    if (limit === undefined || kind === 'transactional' || mandatory || again) return undefined;
    let used = 0;
    for (const { at } of member.past.history) if (at > now - HOUR) used++;
    return used < limit ? undefined : { outcome: 'drop', reason: 'flood', numbers: { used, limit } };
  },
};

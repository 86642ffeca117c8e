import type { Activity } from '../contract/activity.ts';
import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from '../registry/isolate-cache.ts';

/** An activity never changes, so it may stay as long as there is room. */
const activities = isolateCache<Activity>(Number.POSITIVE_INFINITY, 200);

/** The activity of a fan-out, asked once an isolate. */
export function activityOf(of: Stubs, tenant: string, event: string): Promise<Activity | undefined> {
  return activities.get(objectName(tenant, event), 0, () => of.fanout(event).activity());
}

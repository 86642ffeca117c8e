import { waySlices } from '../audience/way-slices.ts';
import type { Recipients } from '../contract/activity.ts';
import type { AudienceShape } from '../fanout/start.ts';
import { waysOf } from '../fanout/ways.ts';
import type { Stubs } from '../platform/stubs.ts';

/** How large the audience of an activity is, and the hash ranges that it is paged in; a list needs none. */
export async function audienceShape(of: Stubs, recipients: Recipients): Promise<AudienceShape> {
  if (recipients.kind === 'list') return { size: recipients.members.length, slices: [] };
  return waySlices(of, waysOf(recipients));
}

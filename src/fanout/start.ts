import type { Activity, Recipients } from '../contract/activity.ts';
import type { HashRange } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import type { Stubs } from '../platform/stubs.ts';

/** Members of a list in one batch. */
const LIST_BATCH = 250;
/** An audience from this size on goes by the bulk lane when its type names none. */
const BULK_FROM = 50_000;

/** How large an audience is, and the hash ranges that it is paged in. */
export interface AudienceShape {
  readonly size: number;
  readonly slices: readonly HashRange[];
}

/**
 * Starts the fan-out of an activity, once: records it and sends its first messages; answers the hash of its event.
 * Lost messages are sent again by the ledger's alarm, so it is safe to answer the producer when this returns.
 */
export async function startFanout(
  env: Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>,
  of: Stubs,
  activity: Activity,
  recipients: Recipients,
  { size, slices }: AudienceShape,
  now: number,
): Promise<string> {
  const lane = activity.lane === 'live' && size >= BULK_FROM ? 'bulk' : activity.lane;
  const ledger = of.fanout(activity.id);
  const messages = await ledger.start({ ...activity, lane }, recipients, size, slices, listsOf(recipients), now);
  await sendAll(queueOf(env, lane), messages);
  return hashOfEventId(activity.id);
}

function listsOf(recipients: Recipients): string[][] {
  if (recipients.kind !== 'list') return [];
  const lists = [];
  for (let start = 0; start < recipients.members.length; start += LIST_BATCH) {
    lists.push(recipients.members.slice(start, start + LIST_BATCH));
  }
  return lists;
}

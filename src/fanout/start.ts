import { audienceSlices } from '../audience/audience-slices.ts';
import type { Activity, Recipients } from '../contract/activity.ts';
import type { Environment } from '../platform/environment.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import type { Stubs } from '../platform/stubs.ts';

/** Members of a list in one batch. */
const LIST_BATCH = 250;
/** An audience from this size on goes by the bulk lane when its type names none. */
const BULK_FROM = 50_000;

/**
 * Starts the fan-out of an activity, once: records it and sends its first messages. Lost messages are sent again by
 * the ledger's alarm, so it is safe to answer the producer when this returns.
 */
export async function startFanout(
  env: Environment,
  of: Stubs,
  activity: Activity,
  recipients: Recipients,
  now: number,
): Promise<{ hash: string; audience: number }> {
  const { audience, slices, lists } = await shapeOf(of, recipients);
  const lane = activity.lane === 'live' && audience >= BULK_FROM ? 'bulk' : activity.lane;
  const messages = await of.fanout(activity.id).start({ ...activity, lane }, recipients, audience, slices, lists, now);
  await sendAll(queueOf(env, lane), messages);
  return { hash: hashOfEventId(activity.id), audience };
}

async function shapeOf(of: Stubs, recipients: Recipients) {
  if (recipients.kind === 'node') {
    const { size, slices } = await audienceSlices(of, recipients.node);
    return { audience: size, slices, lists: [] };
  }
  const { members } = recipients;
  const lists = [];
  for (let start = 0; start < members.length; start += LIST_BATCH) lists.push(members.slice(start, start + LIST_BATCH));
  return { audience: members.length, slices: [], lists };
}

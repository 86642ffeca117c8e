import type { Activity, Recipients } from '../contract/activity.ts';
import type { Lane } from '../contract/lane.ts';
import type { HashRange } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import type { Stubs } from '../platform/stubs.ts';
import { bookStart } from './book-start.ts';
import { weightOf } from './turn.ts';

/** An audience from this size on goes by the bulk lane when its type names none. */
const BULK_FROM = 50_000;
/** A queue keeps a message back for 12 hours at the most, seconds. */
const LONGEST_DELAY = 43_200;

/** How large an audience is, and the hash ranges that it is paged in. */
export interface AudienceShape {
  readonly size: number;
  readonly slices: readonly HashRange[];
}

/**
 * Starts the fan-out of an activity, once: records it and sends its first messages; answers the hash of its event.
 * Lost messages are sent again by the ledger's alarm, so it is safe to answer the producer when this returns. Those of a
 * small one go out at the pace of its tenant, and those that no queue keeps back for so long by the alarm.
 */
export async function startFanout(
  env: Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>,
  of: Stubs,
  activity: Activity,
  recipients: Recipients,
  { size, slices }: AudienceShape,
  now: number,
): Promise<string> {
  const lane = laneFor(activity, size);
  const ledger = of.fanout(activity.id);
  const beginning = { activity: { ...activity, lane }, recipients, audience: size, slices };
  const wait = weightOf(size) === 0 ? await bookStart(of, lane, now) : 0;
  const messages = await ledger.start(beginning, now, now + wait);
  const delay = Math.ceil(wait / 1_000);
  if (delay <= LONGEST_DELAY) await sendAll(queueOf(env, lane), messages, delay);
  return hashOfEventId(activity.id);
}

/** The lane of an activity for so many: a large audience is not to stand before a small one. */
export function laneFor({ lane }: Activity, size: number): Lane {
  return lane === 'live' && size >= BULK_FROM ? 'bulk' : lane;
}

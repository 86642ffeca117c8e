import type { Environment } from '../platform/environment.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { EndedFanout } from './ended.ts';
import type { FanoutProgress } from './progress.ts';
import { laneFor } from './start.ts';
import type { RecallAnswer } from './work.ts';

type Lanes = Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>;

/**
 * Withdraws an event that has a ledger, once: nothing more is offered, and a walk over the same audience asks whoever
 * may have been offered it to give it back. Answers where that stands, also to a repeat; undefined without a ledger.
 * Lost messages are sent again by the ledger's alarm, as those of offers are.
 */
export async function recallFanout(
  env: Lanes,
  of: Stubs,
  event: string,
  now: number,
): Promise<FanoutProgress['state'] | undefined> {
  const answer = await of.fanout(event).recall(now);
  return answer && goOn(env, answer);
}

/** The same for offers that have no ledger, or none any more: one is made for the walk over whom they were for. */
export async function recallEnded(
  env: Lanes,
  of: Stubs,
  ended: EndedFanout,
  now: number,
): Promise<FanoutProgress['state']> {
  const { activity, audience } = ended;
  const lane = laneFor(activity, audience);
  const answer = await of.fanout(activity.id).recall(now, { ...ended, activity: { ...activity, lane } });
  if (!answer) throw new Error('A ledger did not take what it was given to recall');
  return goOn(env, answer);
}

async function goOn(env: Lanes, { state, lane, messages }: RecallAnswer): Promise<FanoutProgress['state']> {
  await sendAll(queueOf(env, lane), messages);
  return state;
}

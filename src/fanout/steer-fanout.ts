import type { Environment } from '../platform/environment.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { SteerAnswer, Steering } from './work.ts';

/**
 * Has a fan-out wait, go on or end, and sends what it goes on with; undefined without a ledger. Lost messages are sent
 * again by the ledger's alarm.
 */
export async function steerFanout(
  env: Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>,
  of: Stubs,
  event: string,
  how: Steering,
  now: number,
): Promise<SteerAnswer | undefined> {
  const answer = await of.fanout(event).steer(how, now);
  if (answer?.kind === 'steered') await sendAll(queueOf(env, answer.lane), answer.messages);
  return answer;
}

import { Lane } from '../contract/lane.ts';
import type { DeliverMessage, LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { queueOf } from '../platform/queues.ts';
import { stubs } from '../platform/stubs.ts';

/** Puts the work of a dead letter back where it died; answers false for a letter that is not there. */
export async function replayDeadLetter(env: Environment, tenant: string, id: string, now: number): Promise<boolean> {
  const letters = stubs(env, tenant).deadLetters();
  const letter = await letters.letter(id);
  if (!letter) return false;
  const { message, lane } = letter;
  if (message.kind === 'deliver') await redeliver(env, message, now);
  else await reoffer(env, message, lane, now);
  await letters.replayed(id, now);
  return true;
}

async function redeliver(env: Environment, message: DeliverMessage, now: number): Promise<void> {
  await stubs(env, message.tenant).member(message.member).revive(message.notifications, now);
  await env.DELIVER.send(message);
}

async function reoffer(env: Environment, message: LaneMessage, lane: string, now: number): Promise<void> {
  if (message.kind === 'batch') await stubs(env, message.tenant).fanout(message.event).reviveBatch(message.batch, now);
  const known = Lane.safeParse(lane);
  await queueOf(env, known.success ? known.data : 'live').send(message);
}

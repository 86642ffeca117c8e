import { Lane } from '../contract/lane.ts';
import type { DeliverMessage, EventsMessage, LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { queueOf } from '../platform/queues.ts';
import { stubs } from '../platform/stubs.ts';
import { eventLogsOf } from '../registry/event-logs.ts';

/**
 * Puts the work of a dead letter back where it died. Answers false for a letter that is not there, or whose work is
 * not: its fan-out has been forgotten.
 */
export async function replayDeadLetter(env: Environment, tenant: string, id: string, now: number): Promise<boolean> {
  const letters = stubs(env, tenant).deadLetters();
  const letter = await letters.letter(id);
  if (!letter) return false;
  const { message, lane } = letter;
  if (message.kind === 'deliver') await redeliver(env, message, now);
  else if (message.kind === 'webhook') await env.WEBHOOKS.send(message);
  else if (message.kind === 'lift') await env.LIVE.send(message);
  else if (!(await reoffer(env, message, lane, now))) return false;
  await letters.replayed(id, now);
  return true;
}

async function redeliver(env: Environment, message: DeliverMessage, now: number): Promise<void> {
  await stubs(env, message.tenant).member(message.member).revive(message.notifications, now);
  await env.DELIVER.send(message);
}

async function reoffer(env: Environment, message: LaneMessage, lane: string, now: number): Promise<boolean> {
  if (!(await isRevived(env, message, now))) return false;
  const known = Lane.safeParse(lane);
  await queueOf(env, known.success ? known.data : 'live').send(message);
  return true;
}

async function isRevived(env: Environment, message: LaneMessage, now: number): Promise<boolean> {
  switch (message.kind) {
    case 'events':
      await reviveEvents(env, message, now);
      return true;
    case 'batch':
      return stubs(env, message.tenant).fanout(message.event).reviveBatch(message.batch, now);
    case 'slice':
      return (await stubs(env, message.tenant).fanout(message.event).activity()) !== undefined;
  }
}

async function reviveEvents(env: Environment, { tenant, events }: EventsMessage, now: number): Promise<void> {
  const logs = await eventLogsOf(stubs(env, tenant));
  const parts = logs.split(events.map(hashOfEventId), (hash) => hash);
  await Promise.all(parts.map(([{ log }, hashes]) => log().revive(hashes, now)));
}

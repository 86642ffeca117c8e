import { dispatch } from '../channels/dispatch.ts';
import type { EventsMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { stubs } from '../platform/stubs.ts';
import { finishEvents, giveUpEvents, loadEvents } from './log-client.ts';
import { startWork } from './start-work.ts';

/**
 * Consumer of `events` messages: offers unfinished events to all their recipients again, which is idempotent.
 * Throws when a member still cannot be asked, so that the queue tries again and, at last, keeps a dead letter.
 */
export async function offerAgain(env: Environment, { tenant, events }: EventsMessage, now: number): Promise<void> {
  const of = stubs(env, tenant);
  const rows = await loadEvents(of, events);
  const open = rows.filter(({ state }) => state === 'accepted');
  const { results, due, unfinished } = await startWork(env, of, open, now, false);
  await dispatch(env, tenant, due);
  await finishEvents(of, results);
  if (unfinished.length > 0) throw new Error(`${unfinished.length} events have members who cannot be asked`);
}

/** Gives up the events of a message whose last retry failed, when its dead letter has been written. */
export async function failEvents(env: Environment, { tenant, events }: EventsMessage): Promise<void> {
  await giveUpEvents(stubs(env, tenant), events);
}

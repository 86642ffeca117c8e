import { dispatch } from '../channels/dispatch.ts';
import type { EventsMessage } from '../contract/queue-message.ts';
import { startFanout } from '../fanout/start.ts';
import type { Environment } from '../platform/environment.ts';
import { stubs } from '../platform/stubs.ts';
import { MOST_DIRECT, offerDirect } from './direct.ts';
import { finishEvents, loadEvents, logOf } from './log-client.ts';

/**
 * Consumer of `events` messages: offers unfinished events to all their recipients again, which is idempotent.
 * Throws when a member still cannot be asked, so that the queue tries again and, at last, keeps a dead letter.
 */
export async function offerAgain(env: Environment, { tenant, events }: EventsMessage, now: number): Promise<void> {
  const of = stubs(env, tenant);
  const rows = await loadEvents(of, events);
  const direct = [];
  for (const { hash, state, activity, recipients } of rows) {
    if (state === 'done' || state === 'fanning-out') continue;
    if (recipients.kind === 'list' && recipients.members.length <= MOST_DIRECT) {
      direct.push({ activity, members: recipients.members });
    } else {
      const { audience } = await startFanout(env, of, activity, recipients, now);
      await logOf(of, hash).fanningOut(hash, audience);
    }
  }
  const { results, due, unfinished } = await offerDirect(of, direct, now, false);
  await dispatch(env, tenant, due);
  await finishEvents(of, results);
  if (unfinished.length > 0) throw new Error(`${unfinished.length} events have members who cannot be asked`);
}

/** Marks events whose last retry failed, when their dead letter is written. */
export async function failEvents(env: Environment, { tenant, events }: EventsMessage): Promise<void> {
  const of = stubs(env, tenant);
  const rows = await loadEvents(of, events);
  await finishEvents(
    of,
    rows
      .filter((row) => row.state === 'accepted')
      .map(({ hash, offered, decisions, reasons }) => ({ hash, state: 'failed', offered, decisions, reasons })),
  );
}

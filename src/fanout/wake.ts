import type { LaneMessage } from '../contract/queue-message.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { stubs } from '../platform/stubs.ts';
import { eventLogsOf } from '../registry/event-logs.ts';
import { unpark } from './credit.ts';
import type { Ledger } from './ledger.ts';
import { openMessages, sliceMessage } from './open-messages.ts';
import { progressOf } from './progress.ts';
import { stalled } from './stall.ts';
import { keepTurn } from './turn.ts';

/** What a ledger's alarm does; what it could not do is done by the next one. */
export async function wake(ledger: Ledger, stallAfter: number, now: number): Promise<void> {
  const { tenant, event, credit } = ledger;
  try {
    if (!credit.isSpent()) await goOn(ledger, stallAfter, now);
    if (credit.isSpent()) await reportEnd(ledger, now);
  } catch (error) {
    log('error', 'fanout.alarm.failed', { tenant, event, reason: messageOf(error) });
  }
}

/**
 * For a fan-out that has not ended: asks for its turn, has parked slices go on, and sends all
 * open work again when nothing has moved for a while. One that is paused or waits does nothing.
 */
async function goOn(ledger: Ledger, stallAfter: number, now: number): Promise<void> {
  const { env, store, credit } = ledger;
  const wasRunning = store.isRunning();
  await keepTurn(ledger, now);
  const fanout = store.fanout();
  if (!fanout || !store.isRunning()) return;
  const lastProgress = store.lastProgress();
  const isStalled = stalled(lastProgress, fanout, stallAfter, now);
  const unparked = unpark(store, credit, now).map((number) => sliceMessage(ledger, number));
  let messages: readonly LaneMessage[] = unparked;
  if (!wasRunning || isStalled) {
    messages = openMessages(ledger);
    store.updateFanout({ resentAt: now, resends: lastProgress > fanout.resentAt ? 1 : fanout.resends + 1 });
  }
  if (wasRunning && isStalled) {
    log('warn', 'fanout.resent', { tenant: ledger.tenant, event: ledger.event, messages: messages.length });
  }
  await sendAll(queueOf(env, fanout.activity.lane), messages);
}

/** Tells the event log how the fan-out ended, and its tenant's line that another may have the turn. */
async function reportEnd(ledger: Ledger, now: number): Promise<void> {
  const { env, tenant, event, store } = ledger;
  await keepTurn(ledger, now);
  const fanout = store.fanout();
  if (!fanout || fanout.reported) return;
  const { state, pruned, offered, decisions, reasons } = progressOf(fanout, store.standing());
  const hash = hashOfEventId(event);
  const eventLogs = await eventLogsOf(stubs(env, tenant));
  const end = state === 'failed' || state === 'cancelled' ? state : ('done' as const);
  const result = { hash, state: end, pruned, offered, decisions, reasons };
  if (store.hasOffers() || state === 'cancelled') await eventLogs.of(hash).log().finish([result]);
  // An offer that was under way may have ended while the log was told: then it is told again.
  const standing = store.standing();
  if (standing.offered === offered && progressOf(fanout, standing).state === state)
    store.updateFanout({ reported: true });
}

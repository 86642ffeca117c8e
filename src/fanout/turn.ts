import { log, messageOf } from '../platform/log.ts';
import { stubs } from '../platform/stubs.ts';
import { MOST_UNDERWAY } from './credit.ts';
import { MOST_MEMBERS } from './cut-batches.ts';
import type { Ledger } from './ledger.ts';

/**
 * What a fan-out weighs in the line of its tenant: the batches it may have under way at once. One of a single batch
 * weighs nothing: it is not worth a turn, and begins at the pace of its tenant instead.
 */
export function weightOf(audience: number): number {
  const batches = Math.ceil(audience / MOST_MEMBERS);
  return batches <= 1 ? 0 : Math.min(MOST_UNDERWAY, batches);
}

/** Whether a fan-out has something to do, and may: it then stands in the line of its tenant, or is under way. */
export function wantsTurn({ store, credit }: Ledger): boolean {
  return !credit.isSpent() && store.fanout()?.pausedAt === null;
}

/**
 * Has the line of the tenant know what the ledger wants: a turn, or none any more. What cannot be told now is told by
 * the next alarm, so this never throws.
 */
export async function keepTurn(ledger: Ledger, now: number): Promise<void> {
  const { env, tenant, event, store } = ledger;
  const fanout = store.fanout();
  if (!fanout || fanout.weight === 0) return;
  const share = stubs(env, tenant).share(fanout.activity.lane);
  let wanted = wantsTurn(ledger);
  if (!wanted && fanout.turn === 'none') return;
  try {
    for (;;) {
      const hasOne = wanted && (await share.enter(event, fanout.weight, store.fanout()?.turn === 'taken', now));
      if (!wanted) await share.leave(event, now);
      // It may have been paused, resumed or ended while the line was asked.
      const before = wanted;
      wanted = wantsTurn(ledger);
      if (wanted !== before) continue;
      const turn = hasOne ? 'taken' : wanted ? 'waiting' : 'none';
      if (store.fanout()?.turn !== turn) store.updateFanout({ turn });
      return;
    }
  } catch (error) {
    log('warn', 'fanout.turn.failed', { tenant, event, reason: messageOf(error) });
  }
}

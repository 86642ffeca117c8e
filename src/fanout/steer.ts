import type { Ledger } from './ledger.ts';
import type { SteerAnswer, Steering } from './work.ts';

type Refusal = Extract<SteerAnswer, { kind: 'refused' }>;

/** Why a fan-out cannot be steered so; undefined when it can. Steering it again the same way is no fault. */
export function refusalOf({ store, credit }: Ledger, how: Steering): Refusal | undefined {
  const fanout = store.fanout();
  if (!fanout) throw new Error('A ledger without a fan-out was steered');
  if (fanout.recalledAt !== null) return { kind: 'refused', why: 'recalled' };
  if (fanout.cancelledAt !== null) return how === 'cancel' ? undefined : { kind: 'refused', why: 'cancelled' };
  return credit.isSpent() ? { kind: 'refused', why: 'ended' } : undefined;
}

/** Has a fan-out wait, go on or end; the same again changes nothing. Answers whether it goes on from here. */
export function steer({ store, credit }: Ledger, how: Steering, now: number): boolean {
  const fanout = store.fanout();
  switch (how) {
    case 'pause':
      if (fanout?.pausedAt === null) store.updateFanout({ pausedAt: now });
      return false;
    case 'resume':
      if (!fanout || fanout.pausedAt === null) return false;
      // One whose moment has not come is on its way to it: that is not to be sooner for having been paused.
      store.updateFanout({ pausedAt: null, resentAt: Math.max(now, fanout.resentAt), resends: 0 });
      return fanout.resentAt <= now;
    case 'cancel':
      if (fanout?.cancelledAt !== null) return false;
      store.cutShort();
      store.endOffers(now);
      store.updateFanout({ cancelledAt: now, pausedAt: null, reported: false });
      credit.forget();
      return false;
  }
}

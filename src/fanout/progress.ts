import type { Tally } from '../platform/tally.ts';
import type { FanoutRow, Standing } from './store.ts';

/** Where a fan-out is on its way, counted in recipients. */
export interface FanoutProgress {
  readonly state: 'fanning-out' | 'paused' | 'done' | 'failed' | 'cancelled';
  readonly audience: number;
  readonly considered: number;
  readonly pruned: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
}

/** `failed` when everything has ended and somebody could not be asked: their batch is a dead letter. */
export function progressOf(fanout: FanoutRow, standing: Standing): FanoutProgress {
  const { considered, pruned, offered, decisions, reasons } = standing;
  return {
    state: stateOf(fanout, standing),
    // Somebody may have begun to follow while it ran.
    audience: Math.max(fanout.audience, considered),
    considered,
    pruned,
    offered,
    decisions,
    reasons,
  };
}

function stateOf(
  { pausedAt, cancelledAt, recalledAt }: FanoutRow,
  { openSlices, openBatches, deadBatches }: Standing,
): FanoutProgress['state'] {
  if (openSlices + openBatches > 0) return pausedAt === null ? 'fanning-out' : 'paused';
  if (deadBatches > 0) return 'failed';
  // The state of an event that is withdrawn is that of its recall.
  return cancelledAt !== null && recalledAt === null ? 'cancelled' : 'done';
}

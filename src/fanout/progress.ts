import type { Tally } from '../platform/tally.ts';
import type { FanoutRow, Standing } from './store.ts';

/** Where a fan-out is on its way, counted in recipients. */
export interface FanoutProgress {
  readonly state: 'fanning-out' | 'done' | 'failed';
  readonly audience: number;
  readonly considered: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
}

/** `failed` when everything has ended and somebody could not be asked: their batch is a dead letter. */
export function progressOf(fanout: FanoutRow, standing: Standing): FanoutProgress {
  const open = standing.openSlices + standing.openBatches > 0;
  const { considered, offered, decisions, reasons } = standing;
  return {
    state: open ? 'fanning-out' : standing.deadBatches > 0 ? 'failed' : 'done',
    // Somebody may have begun to follow while it ran.
    audience: Math.max(fanout.audience, considered),
    considered,
    offered,
    decisions,
    reasons,
  };
}

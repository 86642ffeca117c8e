/**
 * A bound of a member that no longer holds: their part of a score may be above it. `sequence` tells it from an earlier
 * lift of the same one; 0 when nobody waits for the word that it is done.
 */
export interface Lift {
  readonly node: string;
  readonly key: string;
  readonly sequence: number;
}

/** What a member's part of a score is at the most, as their object says after an offer. */
export interface Bound {
  /** Log-odds. */
  readonly bound: number;
  /** The strength of the edge that it is right for, 0..1; null when any is. */
  readonly strength: number | null;
  /** When it ends unless it is told anew, ms since the epoch. */
  readonly until: number;
}

/** How an audience is read for an event: without those who would be dropped as worth less than its floor. */
export interface Bounding {
  /** All that a member's part of the score depends on beside the member and the edge: bounds are kept by it. */
  readonly key: string;
  /** Log-odds that a member's part must be able to reach. */
  readonly least: number;
  readonly event: string;
  /** ms since the epoch */
  readonly now: number;
}

/**
 * What a shard of an audience knew when it was read: bounds that are learnt from that reading are taken unless something
 * has lifted them since. `place` names the shard.
 */
export interface LearnTicket {
  readonly place: string;
  readonly count: number;
}

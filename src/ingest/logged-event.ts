import type { Activity, Recipients } from '../contract/activity.ts';
import type { Tally } from '../platform/tally.ts';

export type EventState = 'accepted' | 'fanning-out' | 'done' | 'failed' | 'cancelled';

/** What the log keeps of an event as it came. */
export interface LoggedEntry {
  readonly hash: string;
  /** Digest of the content: other content under the same identity is a conflict. */
  readonly digest: string;
  readonly activity: Activity;
  readonly recipients: Recipients;
}

/** An event on its way into the log. */
export interface LogEntry extends LoggedEntry {
  readonly source: string;
}

/** What the recipients of an event have decided so far. */
export interface EventResult {
  readonly hash: string;
  readonly state: 'accepted' | 'done' | 'failed' | 'cancelled';
  /** Left out by a fan-out; absent is nobody. */
  readonly pruned?: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
}

/** An accepted event and what became of it. Times are ms since the epoch. */
export interface LoggedEvent extends LoggedEntry {
  readonly id: string;
  readonly acceptedAt: number;
  readonly state: EventState;
  /** Recipients it was meant for, as known so far. */
  readonly audience: number;
  readonly pruned: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
  readonly deliveries: Tally;
  readonly recalledAt: number | null;
}

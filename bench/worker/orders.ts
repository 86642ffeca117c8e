import type { OUTCOME_PLANS } from '../decide/outcome-plans.ts';
import type { RowCount } from './row-meter.ts';

/** Below this path the bench Worker answers; everything else is the product's. */
export const BENCH = '/bench';
/** Below this path the product answers, with members and an event log that count their rows. */
export const METERED = `${BENCH}/metered`;

/** `POST /bench/offers`: so many calls, so many at once, from inside the Worker. */
export interface OffersOrder {
  /** Whom to call: the product's member with one candidate, or the bare object with one row. */
  readonly target: 'member' | 'bare';
  readonly tenant: string;
  readonly members: readonly string[];
  readonly parallel: number;
}

/** `POST /bench/rows`: take the counts of these objects; members of a tenant, and its whole event log. */
export interface RowsOrder {
  readonly tenant: string;
  readonly members: readonly string[];
}

/** Answer to it: the sums. */
export interface RowsAnswer {
  readonly members: RowCount;
  readonly eventLog: RowCount;
}

/** Answer to `POST /bench/fan-out-rows`: what all shards and all ledgers counted since the last time. */
export interface FanoutRowsAnswer {
  readonly audience: RowCount;
  readonly ledger: RowCount;
}

/** `POST /bench/push`: keep a row and post a body, as little as a notification by push can be. */
export interface BarePushOrder {
  readonly object: string;
  readonly id: string;
  readonly body: string;
  readonly url: string;
}

/** `POST /bench/pace`: members a second of the fan-outs from here on; 0 is unpaced. */
export interface PaceOrder {
  readonly perSecond: number;
}

/** `POST /bench/year`: a simulated member lives through a part of their year; the parts come in order. */
export interface YearOrder {
  readonly member: string;
  /** Candidates of the whole year. */
  readonly candidates: number;
  /** Of so many equal parts the first is 0. */
  readonly part: number;
  readonly parts: number;
}

/** `POST /bench/outcome`: what one outcome costs a simulated member nobody has named before. */
export interface OutcomeOrder {
  readonly member: string;
  readonly outcome: keyof typeof OUTCOME_PLANS;
}

/** `POST /bench/score`: so many candidates by a model of the bench. */
export interface ScoreOrder {
  readonly model: 'logistic' | 'trees';
  readonly by: 'product' | 'floor';
  readonly count: number;
}

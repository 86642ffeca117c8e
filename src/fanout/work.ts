import type { Way } from '../contract/activity.ts';
import type { Lane } from '../contract/lane.ts';
import type { AudienceCursor, BatchRecipient, HashRange, LaneMessage } from '../contract/queue-message.ts';
import type { Tally } from '../platform/tally.ts';
import type { FanoutProgress } from './progress.ts';

/** What an operator does to a fan-out: have it wait, go on, or end. */
export type Steering = 'pause' | 'resume' | 'cancel';

/** Where a fan-out stands that was steered, and the messages to send for it; or why it cannot be. */
export type SteerAnswer =
  | ({ readonly kind: 'steered' } & RecallAnswer)
  | { readonly kind: 'refused'; readonly why: 'ended' | 'cancelled' | 'recalled' };

/** A batch as cut from a slice. */
export interface CutBatch {
  readonly until: AudienceCursor;
  readonly size: number;
}

/** The ids of the batches cut from a page, and whether there is room for the next one. */
export interface Advance {
  readonly ids: readonly string[];
  /** Otherwise the slice has ended, or the ledger sends it again when there is. */
  readonly goOn: boolean;
  /** Slices that there is room for now that this one has ended: it may have cut nothing that would end later. */
  readonly slices: readonly number[];
}

/** What a slice consumer needs. */
export interface SliceWork {
  readonly range: HashRange;
  readonly cursor: AudienceCursor | undefined;
  readonly ways: readonly Way[];
  readonly lane: Lane;
  /** Its members are asked to give the event back: all of them, also those who need not be offered it. */
  readonly recalls: boolean;
}

/** What a batch consumer needs: which try it is, and whom to ask in it. */
export interface BatchWork {
  readonly attempt: number;
  /** They are asked to give the event back, and not offered it. */
  readonly recalls: boolean;
  /** Named one by one: by the event, or because they could not be asked in the try before. */
  readonly members?: readonly BatchRecipient[];
  /** Or a stretch of the audience, which the first message of the batch carries along. */
  readonly stretch?: {
    readonly ways: readonly Way[];
    readonly after: AudienceCursor;
    readonly until: AudienceCursor;
  };
}

/** What the members of a batch decided in one try; `failed` could not be asked. A recall counts nobody. */
export interface BatchResult {
  readonly attempt: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
  readonly failed: readonly BatchRecipient[];
}

/** Where a fan-out or the recall of its event stands, and the messages to send for it. */
export interface RecallAnswer {
  readonly state: FanoutProgress['state'];
  readonly lane: Lane;
  readonly messages: readonly LaneMessage[];
}

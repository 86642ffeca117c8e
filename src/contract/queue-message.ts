import type { CandidateEdge } from './activity.ts';
import type { LearnTicket, Lift } from './bound.ts';
import type { WebhookMessage } from './webhook.ts';

/** A hash range of members, both ends included: `0..0xffffffff` is everybody. */
export interface HashRange {
  readonly from: number;
  readonly to: number;
}

/** A place in the order (hash, member) in which audiences are paged; the next page starts after it. */
export interface AudienceCursor {
  readonly hash: number;
  readonly member: string;
}

/** Page through one hash range of a fan-out and cut it into batches. */
export interface SliceMessage {
  readonly kind: 'slice';
  readonly tenant: string;
  readonly event: string;
  readonly slice: number;
}

/** One member of a batch and the ways that lead to them. */
export interface BatchRecipient {
  readonly member: string;
  readonly edges?: readonly CandidateEdge[];
}

/** Offer an activity to the members of one batch. Sent again without its recipients, which are then read anew. */
export interface BatchMessage {
  readonly kind: 'batch';
  readonly tenant: string;
  readonly event: string;
  readonly batch: string;
  readonly recipients?: readonly BatchRecipient[];
  /** The audience learns the bounds of these recipients: what its shards knew when they were read. */
  readonly learn?: readonly LearnTicket[];
}

/** Offer directly addressed events again: their first try did not finish. */
export interface EventsMessage {
  readonly kind: 'events';
  readonly tenant: string;
  readonly events: readonly string[];
}

/** Send what is due of these notifications of one member. */
export interface DeliverMessage {
  readonly kind: 'deliver';
  readonly tenant: string;
  readonly member: string;
  readonly notifications: readonly string[];
  /** But for pushes: whoever sent this message sends them itself. */
  readonly withoutPushes?: true;
}

/** Lift bounds of a member: the Worker that was to do it has died. */
export interface LiftMessage {
  readonly kind: 'lift';
  readonly tenant: string;
  readonly member: string;
  readonly lifts: readonly Lift[];
}

/** Tell a server of the tenant's own what has happened. */
export interface TellMessage {
  readonly kind: 'webhook';
  readonly tenant: string;
  /** Name of the webhook. */
  readonly webhook: string;
  /** The same however often it is told: whoever is told knows a repeat by it. */
  readonly id: string;
  readonly message: WebhookMessage;
  /** How often it was tried, and since when, ms since the epoch; a new one, or one that is replayed, has none. */
  readonly tried?: { readonly times: number; readonly since: number };
}

export type LaneMessage = SliceMessage | BatchMessage | EventsMessage;
export type QueueMessage = LaneMessage | LiftMessage | DeliverMessage | TellMessage;

/** What is sent to the dead-letter queue by hand; the platform's own dead letters are bare queue messages. */
export interface DeadMessage {
  readonly kind: 'dead';
  readonly reason: string;
  readonly lane: string;
  readonly message: QueueMessage;
}

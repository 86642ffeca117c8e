import type { ChannelName } from './channel.ts';
import type { Lane } from './lane.ts';

/** The texts of a notification as a member sees them, filled in from the type's template. */
export interface Content {
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly icon?: string;
  readonly image?: string;
}

/** What the type and the tenant say about deciding, resolved once at ingest and carried along. */
export interface Policy {
  readonly class: 'transactional' | 'content';
  readonly channels: readonly ChannelName[];
  readonly mandatory: boolean;
  readonly dark: boolean;
  /** Interruptions of one member by this type; absent means no cap of its own. */
  readonly typeCaps: { readonly perHour?: number; readonly perDay?: number };
  /** Interruptions of one member by all types in 24 rolling hours. */
  readonly memberPerDay: number;
}

/** Who an activity is for: a list of members, or the audience of a node. */
export type Recipients =
  | { readonly kind: 'list'; readonly members: readonly string[] }
  | { readonly kind: 'node'; readonly node: string };

/** What of an activity a recipient's object decides by and keeps. */
export interface CandidateActivity {
  /** Deterministic and time-ordered: a ULID of the event's time and a hash of (tenant, source, event id, type). */
  readonly id: string;
  readonly type: string;
  readonly actor?: string;
  readonly item?: string;
  /** When it stops being worth anything, ms since the epoch. */
  readonly expiresAt?: number;
  readonly content: Content;
  readonly policy: Policy;
}

/** An event, standardised: validated against its type, its texts filled in, the same for every recipient. */
export interface Activity extends CandidateActivity {
  readonly typeVersion: number;
  /** When it happened, ms since the epoch. */
  readonly at: number;
  readonly entities?: readonly string[];
  readonly lane: Lane;
}

/** Why a member is a candidate: one of the ways that lead from the activity to them. */
export interface CandidateEdge {
  readonly node: string;
  readonly kind: string;
  /** 0..1 */
  readonly strength: number;
}

/** One (event, recipient) pair, before it is decided. */
export interface Candidate {
  readonly activity: CandidateActivity;
  readonly edges?: readonly CandidateEdge[];
}

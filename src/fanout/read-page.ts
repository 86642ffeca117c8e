import type { Way } from '../contract/activity.ts';
import type { Bounding, LearnTicket } from '../contract/bound.ts';
import type { AudienceCursor, BatchRecipient, HashRange } from '../contract/queue-message.ts';
import type { Stubs } from '../platform/stubs.ts';

/** A page of an audience, in (hash, member) order; `next` is absent after the last. */
export interface RecipientPage {
  readonly members: readonly (BatchRecipient & { readonly hash: number })[];
  readonly next: AudienceCursor | undefined;
  /** Members left out, since it is known that they need not be asked; none when absent. */
  readonly pruned?: number;
  /** By these those who are asked tell their bounds; they need not when there are none. */
  readonly learn?: readonly LearnTicket[];
}

/**
 * How a fan-out reads an audience: the next members in a hash range that any of the ways leads to, up to `limit`, each
 * once with the edges of all nodes; with a bounding, when it is one node, without those who are known to be below it. The room of audiences has the one there is; it is handed in, so that this room stays to its right.
 */
export type ReadPage = (
  of: Stubs,
  ways: readonly Way[],
  range: HashRange,
  after: AudienceCursor | undefined,
  limit: number,
  bounding?: Bounding,
) => Promise<RecipientPage>;

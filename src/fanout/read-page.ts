import type { Way } from '../contract/activity.ts';
import type { AudienceCursor, BatchRecipient, HashRange } from '../contract/queue-message.ts';
import type { Stubs } from '../platform/stubs.ts';

/** A page of an audience, in (hash, member) order; `next` is absent after the last. */
export interface RecipientPage {
  readonly members: readonly (BatchRecipient & { readonly hash: number })[];
  readonly next: AudienceCursor | undefined;
}

/**
 * How a fan-out reads an audience: the next members in a hash range that any of the ways leads to, up to `limit`, each
 * once with the edges of all nodes. The room of audiences has the one there is; it is handed in, so that this room stays to its right.
 */
export type ReadPage = (
  of: Stubs,
  ways: readonly Way[],
  range: HashRange,
  after: AudienceCursor | undefined,
  limit: number,
) => Promise<RecipientPage>;

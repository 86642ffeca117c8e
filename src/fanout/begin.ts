import type { Activity, Recipients } from '../contract/activity.ts';
import type { HashRange } from '../contract/queue-message.ts';
import { listBatches } from './list-batches.ts';
import { NEW_SLICE } from './new-rows.ts';
import type { Store } from './store.ts';

/** A fan-out that is about to begin. */
export interface Beginning {
  readonly activity: Activity;
  readonly recipients: Recipients;
  /** Ways that lead to members: edges of nodes and matches of predicates; or members of the list. */
  readonly audience: number;
  /** The hash ranges that the audience is paged in; a list has none. */
  readonly slices: readonly HashRange[];
}

/** Writes the first rows of a fan-out: the slices of its audience, or the batches of its list. */
export function begin(store: Store, { activity, recipients, audience, slices }: Beginning, now: number): void {
  store.putFanout({ activity, recipients, audience, resentAt: now, resends: 0, reported: false, recalledAt: null });
  store.putSlices(
    slices.map(({ from, to }, number) => ({ ...NEW_SLICE, number, fromHash: from, toHash: to, updatedAt: now })),
  );
  if (recipients.kind === 'list') store.putBatches(listBatches(recipients.members, 'list', now));
}

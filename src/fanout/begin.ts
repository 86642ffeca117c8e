import type { Activity, Recipients } from '../contract/activity.ts';
import type { HashRange } from '../contract/queue-message.ts';
import type { Ledger } from './ledger.ts';
import { listBatches } from './list-batches.ts';
import { NEW_FANOUT, newSlices } from './new-rows.ts';
import { weightOf } from './turn.ts';

/** A fan-out that is about to begin. */
export interface Beginning {
  readonly activity: Activity;
  readonly recipients: Recipients;
  /** Ways that lead to members: edges of nodes and matches of predicates; or members of the list. */
  readonly audience: number;
  /** The hash ranges that the audience is paged in; a list has none. */
  readonly slices: readonly HashRange[];
}

/**
 * Writes the first rows of a fan-out, once: the slices of its audience, or the batches of its list. Its first messages
 * go out `at` (ms since the epoch): it has not stalled before.
 */
export function begin({ store, credit }: Ledger, beginning: Beginning, now: number, at: number): void {
  if (store.fanout()) return;
  const { activity, recipients, audience, slices } = beginning;
  const weight = weightOf(audience);
  store.putFanout({ ...NEW_FANOUT, activity, recipients, audience, weight, resentAt: at });
  store.putSlices(newSlices(slices, now));
  if (recipients.kind === 'list') store.putBatches(listBatches(recipients.members, 'list', now));
  credit.forget();
}

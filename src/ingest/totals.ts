import type { Stats } from '../contract/stats.ts';
import type { Stubs } from '../platform/stubs.ts';
import { addTallies } from '../platform/tally.ts';
import { countEvents } from './log-client.ts';

/** Counts of a tenant's events, of all or of one source: the sum over the parts of the event log. */
export async function totalsOf(of: Stubs, source: string | undefined): Promise<Stats> {
  const parts = await countEvents(of, source);
  return {
    events: parts.reduce((sum, part) => sum + part.events, 0),
    pending: parts.reduce((sum, part) => sum + part.pending, 0),
    decisions: { send: 0, hold: 0, merge: 0, drop: 0, ...addTallies(...parts.map((part) => part.decisions)) },
    reasons: addTallies(...parts.map((part) => part.reasons)),
    deliveries: addTallies(...parts.map((part) => part.deliveries)),
  };
}

import type { Stats } from '../contract/stats.ts';
import type { Transport } from './transport.ts';

/** Counts of a tenant. Needs scope `events`. */
export interface StatsReader {
  /** Counts of the events of one source, or of all. */
  readonly read: (filter?: { readonly source?: string }) => Promise<Stats>;
}

/** The counts of the tenant whose key the transport carries. */
export function statsOf({ send }: Transport): StatsReader {
  return { read: (filter = {}) => send({ method: 'GET', path: '/v1/stats', query: { ...filter } }) };
}

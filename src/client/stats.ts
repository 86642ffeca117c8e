import type { EventStatus } from '../contract/event.ts';
import type { Transport } from './transport.ts';

/** Counts over many events: what `EventStatus` says of one. */
export interface Stats extends Pick<EventStatus, 'decisions' | 'reasons' | 'deliveries'> {
  readonly events: number;
  /** Events whose recipients have not all decided yet. */
  readonly pending: number;
}

/** Counts of a tenant. Needs an admin key. */
export interface StatsReader {
  /** Counts of the events of one source, or of all. */
  readonly read: (filter?: { readonly source?: string }) => Promise<Stats>;
}

/** The counts of the tenant whose key the transport carries. */
export function statsOf({ send }: Transport): StatsReader {
  return { read: (filter = {}) => send({ method: 'GET', path: '/v1/stats', query: { ...filter } }) };
}

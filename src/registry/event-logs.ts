import { eventPartition } from '../platform/event-id.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';

/** Partitions of tenants that were made before their number was kept. */
export const FIRST_PARTITIONS = 16;

/** Never another one once a tenant is made: so it is read once in the life of an isolate. */
const numbers = isolateCache<number>(Number.POSITIVE_INFINITY, 10_000);

/** The objects that are a tenant's event log: each event is in one of them, and is found again by its hash. */
export interface EventLogs {
  all(): EventLogStub[];
  /** One of them for anything that has a number, always the same. */
  forNumber(number: number): EventLogStub;
  /** The one that holds the event of this hash. */
  of(hash: string): EventLogStub;
  /** Things that each belong to an event, by the object that holds it. */
  split<Thing>(things: readonly Thing[], hashOf: (thing: Thing) => string): [EventLogStub, Thing[]][];
}

export type EventLogStub = ReturnType<Stubs['eventLog']>;

/** The event log of a tenant, whose number of partitions was fixed when it was made. */
export async function eventLogsOf(of: Stubs): Promise<EventLogs> {
  const asked = () => of.tenant().eventLogPartitions();
  const partitions = (await numbers.get(of.tenantId, Date.now(), asked)) ?? FIRST_PARTITIONS;
  const partitionOf = (hash: string) => eventPartition(hash, partitions);
  return {
    all: () => Array.from({ length: partitions }, (_each, partition) => of.eventLog(partition)),
    forNumber: (number) => of.eventLog(number % partitions),
    of: (hash) => of.eventLog(partitionOf(hash)),
    split: (things, hashOf) =>
      [...Map.groupBy(things, (thing) => partitionOf(hashOf(thing)))].map(([partition, part]) => [
        of.eventLog(partition),
        part,
      ]),
  };
}

import { eventPartition } from '../platform/event-id.ts';
import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';

/** Partitions of tenants that were made before their number was kept. */
export const FIRST_PARTITIONS = 16;

/** Never another one once a tenant is made: so it is read once in the life of an isolate. */
const numbers = isolateCache<number>(Number.POSITIVE_INFINITY, 10_000);

/** The objects that are a tenant's event log: each event is in one of them, and is found again by its hash. */
export interface EventLogs {
  all(): EventLogPartition[];
  /** The one that holds the event of this hash. */
  of(hash: string): EventLogPartition;
  /** One of them for anything that has a number, always the same. */
  forNumber(number: number): EventLogPartition;
  /** Things that each belong to an event, by the partition that holds it. */
  split<Thing>(things: readonly Thing[], hashOf: (thing: Thing) => string): [EventLogPartition, Thing[]][];
}

/** An object of a tenant's event log. */
export interface EventLogPartition {
  /** Of this tenant and partition alone. */
  readonly name: string;
  /** Made when it is called: a stub is good for no other request than the one that made it. */
  readonly log: () => ReturnType<Stubs['eventLog']>;
}

/** The event log of a tenant, whose number of partitions was fixed when it was made. */
export async function eventLogsOf(of: Stubs): Promise<EventLogs> {
  const asked = () => of.tenant().eventLogPartitions();
  const partitions = (await numbers.get(of.tenantId, Date.now(), asked)) ?? FIRST_PARTITIONS;
  const partitionOf = (hash: string) => eventPartition(hash, partitions);
  const at = (partition: number): EventLogPartition => ({
    name: objectName(of.tenantId, partition),
    log: () => of.eventLog(partition),
  });
  return {
    all: () => Array.from({ length: partitions }, (_each, partition) => at(partition)),
    of: (hash) => at(partitionOf(hash)),
    forNumber: (number) => at(number % partitions),
    split: (things, hashOf) =>
      [...Map.groupBy(things, (thing) => partitionOf(hashOf(thing)))].map(([partition, part]) => [at(partition), part]),
  };
}

import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { EVENT_LOG_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { Acceptance, EventResult, LogEntry } from './event-log.ts';
import type { EventRow } from './store.ts';
import { putEnd, takeEnds } from './waiting-ends.ts';

/** How long ends wait for company, ms. */
const ENDS_WAIT = 50;

/**
 * Accepts entries in their partitions of the event log; answers in the order of the entries. Ends that wait for these
 * partitions go along.
 */
export async function acceptEntries(
  of: Stubs,
  tenant: string,
  entries: readonly LogEntry[],
  now: number,
): Promise<Acceptance[]> {
  const answers: Acceptance[] = new Array(entries.length);
  const numbered = entries.map((entry, index) => ({ entry, index }));
  const parts = Map.groupBy(numbered, ({ entry }) => partitionOf(entry.hash));
  await Promise.all(
    [...parts].map(async ([partition, part]) => {
      const accepted = await of.eventLog(partition).accept(
        part.map(({ entry }) => entry),
        now,
        takeEnds(tenant, partition),
      );
      part.forEach(({ index }, place) => {
        answers[index] = accepted[place] as Acceptance;
      });
    }),
  );
  return answers;
}

/** Writes what became of events to their partitions of the event log. */
export async function finishEvents(of: Stubs, results: readonly EventResult[]): Promise<void> {
  const parts = Map.groupBy(results, ({ hash }) => partitionOf(hash));
  await Promise.all([...parts].map(([partition, part]) => of.eventLog(partition).finish(part)));
}

/**
 * The same a moment later, or with the next events for the same partition, whichever is first: a busy producer's ends
 * cost no call of their own. Should they be lost with this isolate, the log's alarm has the events offered again.
 */
export async function finishEventsSoon(of: Stubs, tenant: string, results: readonly EventResult[]): Promise<void> {
  const partitions = new Set(results.map(({ hash }) => partitionOf(hash)));
  for (const result of results) putEnd(tenant, partitionOf(result.hash), result);
  await scheduler.wait(ENDS_WAIT);
  await Promise.all(
    [...partitions].map(async (partition) => {
      const ends = takeEnds(tenant, partition);
      if (ends.length > 0) await of.eventLog(partition).finish(ends);
    }),
  );
}

/** The log's rows of events, by their ids; unknown ones are left out. */
export async function loadEvents(of: Stubs, ids: readonly string[]): Promise<EventRow[]> {
  const hashes = ids.map(hashOfEventId);
  const parts = Map.groupBy(hashes, partitionOf);
  const rows = await Promise.all([...parts].map(([partition, part]) => of.eventLog(partition).events(part)));
  return rows.flat();
}

/** Gives up those of these events that are still unfinished. */
export async function giveUpEvents(of: Stubs, ids: readonly string[]): Promise<void> {
  const parts = Map.groupBy(ids.map(hashOfEventId), partitionOf);
  await Promise.all([...parts].map(([partition, hashes]) => of.eventLog(partition).fail(hashes)));
}

/** The object of the event log that holds an event, by the hash in its id. */
export function logOf(of: Stubs, hash: string) {
  return of.eventLog(partitionOf(hash));
}

function partitionOf(hash: string): number {
  return eventPartition(hash, EVENT_LOG_PARTITIONS);
}

import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { EVENT_LOG_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { Acceptance, EventResult, LogEntry } from './event-log.ts';
import type { EventRow } from './store.ts';

/** Accepts entries in their partitions of the event log; answers in the order of the entries. */
export async function acceptEntries(of: Stubs, entries: readonly LogEntry[], now: number): Promise<Acceptance[]> {
  const answers: Acceptance[] = new Array(entries.length);
  const numbered = entries.map((entry, index) => ({ entry, index }));
  const parts = Map.groupBy(numbered, ({ entry }) => partitionOf(entry.hash));
  await Promise.all(
    [...parts].map(async ([partition, part]) => {
      const accepted = await of.eventLog(partition).accept(
        part.map(({ entry }) => entry),
        now,
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

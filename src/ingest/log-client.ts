import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { EVENT_LOG_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { Acceptance, EventResult, LogEntry } from './event-log.ts';
import type { EventRow, NewEvent } from './store.ts';
import { putEnd, takeBegun, takeEnds } from './waiting-ends.ts';

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
        part.map(({ entry }) => newEventOf(entry)),
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
  const begun = results.flatMap((result) => putEnd(tenant, partitionOf(result.hash), result) ?? []);
  // Ends that wait already are somebody else's to write, and these go with them.
  if (begun.length === 0) return;
  await scheduler.wait(ENDS_WAIT);
  await Promise.all(
    begun.map(async (waiting) => {
      const ends = takeBegun(waiting);
      if (ends.length > 0) await of.eventLog(waiting.partition).finish(ends);
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

/** An entry as the log keeps it: what the log does not look into crosses to its object as text. */
export function newEventOf({ hash, source, digest, activity, recipients }: LogEntry): NewEvent {
  return {
    hash,
    id: activity.id,
    source,
    digest,
    activity: JSON.stringify(activity),
    recipients: JSON.stringify(recipients),
    audience: recipients.kind === 'list' ? recipients.members.length : 0,
  };
}

function partitionOf(hash: string): number {
  return eventPartition(hash, EVENT_LOG_PARTITIONS);
}

import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { jsonOnce } from '../platform/json-once.ts';
import { EVENT_LOG_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { Acceptance } from './acceptance.ts';
import type { EventResult, LogEntry, LoggedEvent } from './logged-event.ts';
import type { NewEvent, Totals } from './store.ts';
import { putEnd, takeEnds, writeEnds } from './waiting-ends.ts';

/**
 * Accepts entries in their partitions of the event log; answers in the order of the entries. Ends that wait for these
 * partitions go along.
 */
export async function acceptEntries(of: Stubs, entries: readonly LogEntry[], now: number): Promise<Acceptance[]> {
  const answers: Acceptance[] = new Array(entries.length);
  const numbered = entries.map((entry, index) => ({ entry, index }));
  const parts = Map.groupBy(numbered, ({ entry }) => partitionOf(entry.hash));
  await Promise.all(
    [...parts].map(async ([partition, part]) => {
      const log = of.eventLog(partition);
      const added = part.map(({ entry }) => newEventOf(entry));
      const accepted = await log.accept(added, now, endsFor(log));
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
 * The same a moment later, or with the next call that brings events to the same partition or reads it, whichever is
 * first: a busy producer's ends cost no call of their own, and who asks right after the answer finds them. Should they
 * be lost with this isolate, or with a call that takes them along, the log's alarm has the events offered again.
 * Undefined when another request of this isolate writes them.
 */
export function finishEventsSoon(of: Stubs, results: readonly EventResult[]): Promise<void> | undefined {
  for (const result of results) {
    // Another request may write them: only there can its stub be made.
    putEnd(logOf(of, result.hash).id.toString(), result, (ends) => logOf(of, result.hash).finish(ends));
  }
  return writeEnds();
}

/** Events as the log knows them with what this isolate has heard, by their ids; unknown ones are left out. */
export async function loadEvents(of: Stubs, ids: readonly string[]): Promise<LoggedEvent[]> {
  const hashes = ids.map(hashOfEventId);
  const parts = Map.groupBy(hashes, partitionOf);
  const events = await Promise.all(
    [...parts].map(([partition, part]) => {
      const log = of.eventLog(partition);
      return log.events(part, endsFor(log));
    }),
  );
  return events.flat();
}

/** Counts of a partition's events as it knows them with what this isolate has heard: of all, or of one source. */
export function countEvents(of: Stubs, partition: number, source: string | undefined): Promise<Totals> {
  const log = of.eventLog(partition);
  return log.totals(source, endsFor(log));
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

/** An entry as it crosses to the log, which keeps the text of it and looks into little. */
export function newEventOf({ hash, source, digest, activity, recipients }: LogEntry): NewEvent {
  const known = `"hash":"${hash}","digest":"${digest}"`;
  const entry = `{${known},"activity":${jsonOnce(activity)},"recipients":${JSON.stringify(recipients)}}`;
  return { hash, id: activity.id, source, digest, entry };
}

/** What waits for a part of the log and goes along with a call to it. */
function endsFor({ id }: Pick<DurableObjectStub, 'id'>): readonly EventResult[] {
  return takeEnds(id.toString());
}

function partitionOf(hash: string): number {
  return eventPartition(hash, EVENT_LOG_PARTITIONS);
}

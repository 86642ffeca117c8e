import { hashOfEventId } from '../platform/event-id.ts';
import { jsonOnce } from '../platform/json-once.ts';
import type { Stubs } from '../platform/stubs.ts';
import { type EventLogs, eventLogsOf } from '../registry/event-logs.ts';
import { acceptTogether } from './accept-together.ts';
import type { Acceptance } from './acceptance.ts';
import type { EventResult, LogEntry, LoggedEvent } from './logged-event.ts';
import type { NewEvent, Totals } from './store.ts';
import { putEnds, takeEnds, writeEnds } from './waiting-ends.ts';

/** Entries that a request brings at least for calls of its own: with fewer it may go with others. */
const ENOUGH_ALONE = 50;

/**
 * Accepts entries in their partitions of the event log; answers in the order of the entries. Ends that wait for these
 * partitions go along. The few entries of a request may wait so many ms to go together with those of others; urgent ones
 * wait for nobody.
 */
export async function acceptEntries(
  logs: EventLogs,
  entries: readonly LogEntry[],
  now: number,
  wait: number,
): Promise<Acceptance[]> {
  const answers: Acceptance[] = new Array(entries.length);
  const isUrgent = entries.some(({ activity }) => activity.lane === 'urgent');
  const mayWait = wait > 0 && entries.length < ENOUGH_ALONE && !isUrgent;
  const numbered = entries.map((entry, index) => ({ entry, index }));
  await Promise.all(
    logs
      .split(numbered, ({ entry }) => entry.hash)
      .map(async ([{ name, log }, part]) => {
        const added = part.map(({ entry }) => newEventOf(entry));
        const call = (events: readonly NewEvent[]) => log().accept(events, now, takeEnds(name));
        const accepted = await (mayWait ? acceptTogether(name, added, wait, call) : call(added));
        part.forEach(({ index }, place) => {
          answers[index] = accepted[place] as Acceptance;
        });
      }),
  );
  return answers;
}

/** Writes what became of events to their partitions of the event log. */
export async function finishEvents(of: Stubs, results: readonly EventResult[]): Promise<void> {
  const parts = (await eventLogsOf(of)).split(results, ({ hash }) => hash);
  await Promise.all(parts.map(([{ log }, part]) => log().finish(part)));
}

/**
 * The same a moment later, or with the next call that brings events to the same partition or reads it, whichever is
 * first: a busy producer's ends cost no call of their own, and who asks right after the answer finds them. Should they
 * be lost with this isolate, or with a call that takes them along, the log's alarm has the events offered again.
 * Undefined when another request of this isolate writes them.
 */
export function finishEventsSoon(logs: EventLogs, results: readonly EventResult[]): Promise<void> | undefined {
  for (const [{ name, log }, part] of logs.split(results, ({ hash }) => hash)) {
    putEnds(name, part, (ends) => log().finish(ends));
  }
  return writeEnds();
}

/** Events as the log knows them with what this isolate has heard, by their ids; unknown ones are left out. */
export async function loadEvents(of: Stubs, ids: readonly string[]): Promise<LoggedEvent[]> {
  const parts = (await eventLogsOf(of)).split(ids.map(hashOfEventId), (hash) => hash);
  const events = await Promise.all(parts.map(([{ name, log }, part]) => log().events(part, takeEnds(name))));
  return events.flat();
}

/** Counts of events as the log knows them with what this isolate has heard, by partition: of all, or of one source. */
export async function countEvents(of: Stubs, source: string | undefined): Promise<Totals[]> {
  const logs = await eventLogsOf(of);
  return Promise.all(logs.all().map(({ name, log }) => log().totals(source, takeEnds(name))));
}

/** Gives up those of these events that are still unfinished. */
export async function giveUpEvents(of: Stubs, ids: readonly string[]): Promise<void> {
  const logs = await eventLogsOf(of);
  await Promise.all(logs.split(ids.map(hashOfEventId), (hash) => hash).map(([{ log }, hashes]) => log().fail(hashes)));
}

/** The object of the event log that holds an event, by the hash in its id. */
export async function logOf(of: Stubs, hash: string): Promise<ReturnType<Stubs['eventLog']>> {
  return (await eventLogsOf(of)).of(hash).log();
}

/** An entry as it crosses to the log, which keeps the text of it and looks into little. */
export function newEventOf({ hash, source, digest, activity, recipients }: LogEntry): NewEvent {
  const known = `"hash":"${hash}","digest":"${digest}"`;
  const entry = `{${known},"activity":${jsonOnce(activity)},"recipients":${JSON.stringify(recipients)}}`;
  return { hash, id: activity.id, source, digest, entry };
}

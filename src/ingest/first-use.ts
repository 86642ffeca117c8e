import { timeOfEventId } from '../contract/event-time.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { sha256Hex } from '../platform/hash.ts';
import type { EventLogs } from '../registry/event-logs.ts';
import type { LogEntry } from './logged-event.ts';

/**
 * The entries that an idempotency key stands for, for 24 hours: on its first use those of the request, after that
 * the same under the identities of its first use, so that a producer who makes a new event id for each try still has
 * one effect. Answers `other-events` when the key was first used for other content.
 */
export async function firstUse(
  logs: EventLogs,
  key: string,
  entries: readonly LogEntry[],
  now: number,
): Promise<readonly LogEntry[] | 'other-events'> {
  const hashed = sha256Hex(key);
  const known = await logs
    .forNumber(Number.parseInt(hashed.slice(0, 8), 16))
    .log()
    .rememberKey({
      key: hashed,
      digest: sha256Hex(entries.map(({ source, digest }) => `${digest} ${source}`).join('\n')),
      at: now,
      identities: entries.map(({ activity }) => activity.id),
    });
  if (known === undefined) return entries;
  if (known === 'other-events') return known;
  return entries.map((entry, index) => identifiedAs(entry, known[index] ?? entry.activity.id));
}

function identifiedAs(entry: LogEntry, id: string): LogEntry {
  return { ...entry, hash: hashOfEventId(id), activity: { ...entry.activity, id, at: timeOfEventId(id) } };
}

import type { EventResult, LoggedEvent } from './logged-event.ts';
import type { OpenEvents } from './open-events.ts';
import type { CameIn, EventRow, Store } from './store.ts';

/**
 * Events with what their rows tell, by their hashes; where a row tells nothing, with the end that a batch tells, if there
 * is one. Each batch is read once, however many of its events are asked for.
 */
export function knownEvents(store: Store, open: OpenEvents, rows: readonly EventRow[]): Map<string, LoggedEvent> {
  const came = store.entries(rows);
  const ends = store.ends(rows.filter(({ hash, state }) => state === null && !open.get(hash)));
  return new Map(rows.map((row) => [row.hash, knownEvent(row, came.get(row.hash), ends.get(row.hash))]));
}

function knownEvent(row: EventRow, came: CameIn | undefined, end: EventResult | undefined): LoggedEvent {
  if (!came) throw new Error('The log has lost the batch of an event');
  const { entry, at } = came;
  const { recipients } = entry;
  return {
    ...entry,
    id: entry.activity.id,
    acceptedAt: at,
    state: row.state ?? end?.state ?? 'accepted',
    audience: row.audience ?? (recipients.kind === 'list' ? recipients.members.length : 0),
    pruned: row.pruned ?? end?.pruned ?? 0,
    offered: row.offered ?? end?.offered ?? 0,
    decisions: row.decisions ?? end?.decisions ?? {},
    reasons: row.reasons ?? end?.reasons ?? {},
    deliveries: row.deliveries ?? {},
    recalledAt: row.recalledAt,
  };
}

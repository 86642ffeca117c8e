import type { EventResult, LoggedEvent } from './logged-event.ts';
import type { CameIn, EventRow } from './store.ts';

/** An event with what its row tells; where that tells nothing, with its end, if there is one. */
export function knownEvent(row: EventRow, { entry, at }: CameIn, end: EventResult | undefined): LoggedEvent {
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

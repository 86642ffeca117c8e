import type { EventStatus } from '../contract/event.ts';
import { toInstant } from '../contract/identifier.ts';
import { isEventId } from '../platform/event-id.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { Tally } from '../platform/tally.ts';
import { MOST_DIRECT } from './direct.ts';
import { loadEvents } from './log-client.ts';
import type { LoggedEvent } from './logged-event.ts';

/** Where an event is on its way, as far as the log and this isolate know; undefined for one this tenant does not have. */
export async function statusOf(of: Stubs, id: string): Promise<EventStatus | undefined> {
  if (!isEventId(id)) return undefined;
  const [row] = await loadEvents(of, [id]);
  if (row?.id !== id) return undefined;
  const { deliveries, pruned } = row;
  const more = {
    ...(row.recalledAt === null ? {} : { recalledAt: toInstant(row.recalledAt) }),
    ...(row.activity.slowed ? { slowed: row.activity.slowed } : {}),
  };
  const live = isFollowed(row) ? await of.fanout(id).progress() : undefined;
  if (live) {
    const { state, audience, considered, pruned, offered, decisions, reasons } = live;
    const counts = { audience, considered, pruned, offered, decisions: outcomes(decisions), reasons };
    return { id, type: row.activity.type, state, ...counts, deliveries: { ...deliveries }, ...more };
  }
  return {
    id,
    type: row.activity.type,
    state: row.state,
    audience: Math.max(row.audience, row.offered + pruned),
    considered: row.offered + pruned,
    pruned,
    offered: row.offered,
    decisions: outcomes(row.decisions),
    reasons: { ...row.reasons },
    deliveries: { ...deliveries },
    ...more,
  };
}

/** Whether its ledger may know more than the log. */
function isFollowed({ recipients, state, recalledAt }: LoggedEvent): boolean {
  if (recipients.kind === 'node' || state === 'fanning-out') return true;
  return recalledAt !== null && recipients.members.length > MOST_DIRECT;
}

function outcomes(decisions: Tally) {
  const { send = 0, hold = 0, merge = 0, drop = 0 } = decisions;
  return { send, hold, merge, drop };
}

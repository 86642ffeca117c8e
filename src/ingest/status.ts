import type { EventStatus } from '../contract/event.ts';
import { hashOfEventId, isEventId } from '../platform/event-id.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { Tally } from '../platform/tally.ts';
import { logOf } from './log-client.ts';

/** Where an event is on its way; undefined for one this tenant does not have. */
export async function statusOf(of: Stubs, id: string): Promise<EventStatus | undefined> {
  if (!isEventId(id)) return undefined;
  const hash = hashOfEventId(id);
  const [row] = await logOf(of, hash).events([hash]);
  if (row?.id !== id) return undefined;
  const { deliveries } = row;
  const slowed = row.activity.slowed ? { slowed: row.activity.slowed } : {};
  const live =
    row.recipients.kind === 'node' || row.state === 'fanning-out' ? await of.fanout(id).progress() : undefined;
  if (live) {
    const { state, audience, considered, offered, decisions, reasons } = live;
    const counts = { audience, considered, pruned: 0, offered, decisions: outcomes(decisions), reasons };
    return { id, type: row.activity.type, state, ...counts, deliveries: { ...deliveries }, ...slowed };
  }
  return {
    id,
    type: row.activity.type,
    state: row.state,
    audience: Math.max(row.audience, row.offered),
    considered: row.offered,
    pruned: 0,
    offered: row.offered,
    decisions: outcomes(row.decisions),
    reasons: { ...row.reasons },
    deliveries: { ...deliveries },
    ...slowed,
  };
}

function outcomes(decisions: Tally) {
  const { send = 0, hold = 0, merge = 0, drop = 0 } = decisions;
  return { send, hold, merge, drop };
}

import type { Decision } from '../contract/decision.ts';
import { isOpen, LEASE } from './deliveries.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import { handOver } from './slot.ts';

/** What is withdrawn: an event, and its type for the trace of a member who has not been offered it yet. */
export interface Recalled {
  readonly event: string;
  readonly type: string;
}

/**
 * Takes back what was sent: out of the timeline, out of what waits, out of digests. Should its candidate only arrive
 * after this, it finds that decision. Idempotent. What a device has shown by now cannot be taken back.
 */
export function recall(room: Room, recalled: readonly Recalled[], now: number): void {
  for (const { event, type } of recalled) {
    const row = room.store.notification(event);
    if (row) withdraw(room, row, now);
    else if (!room.ring.get(event)) room.ring.add([{ event, type, decision: RECALLED }], now);
  }
}

function withdraw(room: Room, row: NotificationRow, now: number): void {
  if (row.decision.reason === 'recalled') return;
  handOver(room, [row]);
  const rest = handOverDigest(room, row, now);
  if (room.store.timeline.joined([row.id]).length > 0) {
    // What has joined it is still true: the row stays for that, and is itself no part of it any more.
    const decision = { ...row.decision, by: RECALLED.by, reason: RECALLED.reason };
    room.store.update(row.id, { decision, actor: null, followUp: null, ...rest });
    room.state.historyChanged();
    show(room, row.id);
    return;
  }
  remove(room, { ...row, ...rest }, now);
  const lead = row.mergedInto === null ? undefined : room.store.notification(row.mergedInto);
  if (!lead) return;
  const isEmpty = lead.decision.reason === 'recalled' && room.store.timeline.joined([lead.id]).length === 0;
  if (isEmpty) remove(room, lead, now);
  else show(room, lead.id);
}

function remove(room: Room, row: NotificationRow, now: number): void {
  room.state.keepInterruptions([row], now);
  // Before it is: what is not counted yet is counted now.
  room.state.removed(1);
  room.store.remove([row.id]);
  room.ring.add([{ event: row.id, type: row.type, decision: RECALLED }], now);
  room.live.removed(row.id);
}

/**
 * A digest that has not gone out yet is carried by its next item; with none left it is not sent. Answers what of its
 * carrier is others then.
 *
 * Who has the carrier to send may ring it all the same, and no row tells whether somebody has: it counts for caps, as all
 * does that is recalled, and what rings in its place is one interruption more. Nobody is given that one before the alarm:
 * when it is recalled until then it counts no more, so that many recalled in a row are not many interruptions.
 */
function handOverDigest(room: Room, row: NotificationRow, now: number): Partial<NotificationRow> {
  const rows = room.store.notifications(row.items ?? []);
  const [heir, ...rest] = (row.items ?? []).flatMap((id) => rows.find((each) => each.id === id && id !== row.id) ?? []);
  const isToRing = row.deliveries?.some((each) => isOpen(each) && !each.quiet) ?? false;
  if (!heir || !isToRing) return {};
  const { policy, followUp, outcome, decision } = row;
  const at = now + LEASE.queue;
  const deliveries = (row.deliveries ?? []).map((each) =>
    isOpen(each) ? { ...each, at: Math.max(each.at ?? at, at) } : each,
  );
  const interruptedAt = row.interruptedAt === null ? null : at;
  room.store.update(heir.id, {
    ...{ policy, deliveries, interruptedAt, followUp, outcome, decision, mergedInto: null },
    items: [heir, ...rest].map(({ id }) => id),
    dueAt: at,
  });
  room.alarm.wakeBy(at);
  room.state.forget();
  const isWithNobody = row.interruptedAt !== null && row.interruptedAt > now + SKEW;
  return { deliveries: null, items: null, dueAt: null, ...(isWithNobody ? { interruptedAt: null } : {}) };
}

/** Clocks of two Workers may differ by this much, ms: what rings at a later moment has not rung yet. */
const SKEW = 30_000;

function show(room: Room, id: string): void {
  const row = room.store.notification(id);
  if (row) room.live.show([row]);
}

const RECALLED: Decision = { outcome: 'drop', by: 'recall', reason: 'recalled', numbers: {}, channels: [] };

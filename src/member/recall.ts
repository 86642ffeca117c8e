import type { Decision } from '../contract/decision.ts';
import { hasOpen, LEASE } from './deliveries.ts';
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
  handOver(room, row);
  handOverDigest(room, row, now);
  if (row.mergedInto === null && room.store.timeline.joined([row.id]).length > 0) {
    // What has joined it is still true: the row stays for that, and is itself no part of it any more.
    const decision = { ...row.decision, by: RECALLED.by, reason: RECALLED.reason };
    room.store.update(row.id, { decision, actor: null, followUp: null });
    room.state.historyChanged();
    show(room, row.id);
    return;
  }
  remove(room, row, now);
  const lead = row.mergedInto === null ? undefined : room.store.notification(row.mergedInto);
  if (!lead) return;
  const isEmpty = lead.decision.reason === 'recalled' && room.store.timeline.joined([lead.id]).length === 0;
  if (isEmpty) remove(room, lead, now);
  else show(room, lead.id);
}

function remove(room: Room, row: NotificationRow, now: number): void {
  room.state.keepInterruptions([row], now);
  room.store.remove([row.id]);
  room.state.removed(1);
  room.ring.add([{ event: row.id, type: row.type, decision: RECALLED }], now);
  room.live.removed(row.id);
}

/** A digest that has not gone out yet is carried by its next item; with none left it is not sent. */
function handOverDigest(room: Room, row: NotificationRow, now: number): void {
  const [next, ...rest] = row.items?.filter((id) => id !== row.id) ?? [];
  const heir = next === undefined ? undefined : room.store.notification(next);
  if (!heir || !hasOpen(row)) return;
  const { policy, deliveries, interruptedAt } = row;
  room.store.update(heir.id, {
    ...{ policy, deliveries, interruptedAt, outcome: row.outcome, decision: row.decision, mergedInto: null },
    items: [heir.id, ...rest],
    dueAt: now + LEASE.queue,
  });
  room.alarm.wakeBy(now + LEASE.queue);
}

function show(room: Room, id: string): void {
  const row = room.store.notification(id);
  if (row) room.live.show([row]);
}

const RECALLED: Decision = { outcome: 'drop', by: 'recall', reason: 'recalled', numbers: {}, channels: [] };

import type { Decision, DeliveryStatus, TraceEntry } from '../contract/decision.ts';
import { toInstant } from '../contract/identifier.ts';
import { OPENING } from '../decide/features/past-summary.ts';
import type { Past } from '../decide/member-state.ts';
import { inWords } from '../decide/words.ts';
import { earliest } from './due.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

interface Traced {
  readonly event: string;
  readonly type: string;
  readonly at: number;
  readonly decision: Decision;
  /** Of what was shown. */
  readonly opened?: boolean;
  /** Of what was sent to devices or addresses. */
  readonly deliveries?: readonly StoredDelivery[] | null;
}

/**
 * A page of the trace, newest first: what was decided of each candidate, by which component and why.
 * The cursor is the place (decision time, event) after which the page goes on.
 */
export function decisions(room: Room, limit: number, cursor?: string): { items: TraceEntry[]; next: string | null } {
  const all = [...ofHistory(room), ...ofRing(room)].sort(
    (one, other) => other.at - one.at || (one.event < other.event ? 1 : -1),
  );
  const rest = cursor === undefined ? all : all.filter((each) => placeOf(each) < cursor);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page.map(entry), next: rest.length > page.length && last ? placeOf(last) : null };
}

function ofHistory(room: Room): Traced[] {
  const rows = room.store.history();
  const next = earliest(...rows.filter(waitsForSlot).map(({ dueAt }) => dueAt));
  const isOpened = opener(room.state.past());
  return rows.map((row) => ({
    event: row.id,
    type: row.type,
    at: row.at,
    decision: untilNext(row, next),
    deliveries: row.deliveries,
    ...(row.shown || row.interruptedAt !== null ? { opened: isOpened(row.id) } : {}),
  }));
}

/** Tells whether a notification was opened, as it is counted for features: attended to, and not by dismissing it. */
function opener({ history, engagements }: Past): (id: string) => boolean {
  const done = engagements.filter(({ kind }) => kind === 'notification');
  const opened = new Set(done.flatMap(({ action, target }) => (OPENING.has(action) ? [target] : [])));
  const dismissed = new Set(done.flatMap(({ action, target }) => (action === 'dismiss' ? [target] : [])));
  const read = new Set(history.flatMap((each) => (each.read ? [each.id] : [])));
  return (id) => opened.has(id) || (read.has(id) && !dismissed.has(id));
}

/** What lost a slot is not written again until it rings: the moment that it waits for is that of whoever carries it. */
function untilNext(row: NotificationRow, next: number | null): Decision {
  const { decision } = row;
  const isPassed = next !== null && decision.until !== undefined && decision.until < next;
  return isPassed && waitsForSlot(row) ? { ...decision, until: next } : decision;
}

function waitsForSlot({ outcome, digestKey }: NotificationRow): boolean {
  return outcome === 'hold' && digestKey === null;
}

function ofRing(room: Room): Traced[] {
  return room.store.rings.dropped().flatMap((row) => row.entries.map((each) => ({ ...each, at: row.at })));
}

function placeOf({ at, event }: Traced): string {
  return `${String(at).padStart(15, '0')}.${event}`;
}

function entry({ event, type, at, decision, opened, deliveries }: Traced): TraceEntry {
  const { outcome, by, reason, numbers, channels, model, beside, until, into } = decision;
  return {
    event,
    type,
    at: toInstant(at),
    outcome,
    by,
    reason,
    numbers: { ...numbers },
    channels: [...channels],
    ...(model === undefined ? {} : { model }),
    ...(beside === undefined ? {} : { beside }),
    ...(opened === undefined ? {} : { opened }),
    ...(until === undefined ? {} : { until: toInstant(until) }),
    ...(into === undefined ? {} : { into }),
    ...(deliveries && deliveries.length > 0 ? { deliveries: deliveries.map(statusOf) } : {}),
    words: inWords(decision),
  };
}

function statusOf(delivery: StoredDelivery): DeliveryStatus {
  const { channel, device, state, attempt, provider, reference, reason, arrivedAt } = delivery;
  return {
    channel,
    device,
    state,
    attempt,
    ...(provider === undefined ? {} : { provider }),
    ...(reference === undefined ? {} : { reference }),
    ...(reason === undefined ? {} : { reason }),
    ...(arrivedAt === undefined ? {} : { arrivedAt: toInstant(arrivedAt) }),
  };
}

import type { Decision } from '../contract/decision.ts';
import { countsAsInterruption, type Decided } from '../decide/decide.ts';
import { LEASE, openDeliveries } from './deliveries.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/** The row of a candidate that lives. Tells the member's state when it rings. */
export function recordRow(room: Room, decided: Decided, now: number, lease: boolean): NotificationRow {
  const { activity } = decided.of.candidate;
  return {
    id: activity.id,
    at: arrival(room, now),
    type: activity.type,
    actor: activity.actor ?? null,
    item: activity.item ?? null,
    content: activity.content,
    readAt: null,
    archivedAt: null,
    expiresAt: activity.expiresAt ?? null,
    ...outcomeOf(room, decided, now, lease ? LEASE.direct : undefined),
  };
}

/** When something arrives: after every mark there is, whichever Worker's clock is ahead. */
export function arrival(room: Room, now: number): number {
  const marks = [...(room.facts.get('seen') ?? []), ...(room.facts.get('read') ?? [])];
  return marks.reduce((at, mark) => Math.max(at, mark.at + 1), now);
}

/** The columns that a decision sets, the first time and again when held work comes due. */
export function outcomeOf(room: Room, { of, decision }: Decided, now: number, lease: number | undefined) {
  const { activity } = of.candidate;
  const rings = countsAsInterruption(of, decision);
  if (rings) room.state.interrupted({ at: now, type: activity.type });
  const deliveries = decision.outcome === 'send' ? openDeliveries(room, decision.channels) : [];
  const unfinished = decision.outcome === 'hold' || deliveries.length > 0;
  return {
    outcome: decision.outcome,
    decision,
    shown: decision.channels.includes('in-app') || of.again?.shown === true,
    interruptedAt: rings ? now : null,
    dueAt: dueAt(decision, activity.expiresAt, deliveries.length > 0 && lease !== undefined ? now + lease : null),
    policy: unfinished ? activity.policy : null,
    deliveries: deliveries.length > 0 ? deliveries : null,
  } satisfies Partial<NotificationRow>;
}

/** A hold ends at its moment or when it expires, whichever is first. */
function dueAt(decision: Decision, expiresAt: number | undefined, leaseEnd: number | null): number | null {
  if (decision.outcome !== 'hold' || decision.until === undefined) return leaseEnd;
  return Math.min(decision.until, expiresAt ?? decision.until);
}

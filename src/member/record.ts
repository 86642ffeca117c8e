import { isPush } from '../contract/channel.ts';
import type { Decision } from '../contract/decision.ts';
import { countsAsInterruption, type Decided, interruptionOf } from '../decide/decide.ts';
import { interrupts } from '../decide/interrupts.ts';
import { contentFor } from './content-for.ts';
import { LEASE, openDeliveries } from './deliveries.ts';
import { earliest } from './due.ts';
import { firstFollowUp } from './follow-up.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

/**
 * The row of a candidate that lives; `before` are those of its offer that are not written yet. Tells the member's state
 * when it rings, and writes nothing.
 */
export function recordRow(
  room: Room,
  decided: Decided,
  now: number,
  lease: boolean,
  before: readonly NotificationRow[],
): NotificationRow {
  const { activity } = decided.of.candidate;
  return {
    id: activity.id,
    at: arrival(room, now),
    type: activity.type,
    actor: activity.actor ?? null,
    item: activity.item ?? null,
    thread: activity.thread ?? null,
    groupKey: activity.group ?? null,
    content: contentFor(activity.content, room.facts.locale(), activity.policy.channels),
    readAt: null,
    archivedAt: null,
    expiresAt: activity.expiresAt ?? null,
    items: null,
    folded: 0,
    ...outcomeOf(room, decided, now, lease ? LEASE.direct : undefined, before),
  };
}

/** When something arrives: after every mark there is, whichever Worker's clock is ahead. */
export function arrival(room: Room, now: number): number {
  const marks = [...(room.facts.get('seen') ?? []), ...(room.facts.get('read') ?? [])];
  return marks.reduce((at, mark) => Math.max(at, mark.at + 1), now);
}

/** The columns that a decision sets, the first time and again when held work comes due. */
export function outcomeOf(
  room: Room,
  { of, decision }: Decided,
  now: number,
  lease: number | undefined,
  before: readonly NotificationRow[] = [],
) {
  const { activity } = of.candidate;
  const rings = countsAsInterruption(of, decision);
  if (rings) room.state.interrupted(interruptionOf(of, decision));
  const deliveries = decision.outcome === 'send' ? openDeliveries(room, decision) : [];
  const followUp = isFollowed(decision) ? firstFollowUp(activity.policy, decision.channels, now) : null;
  const unfinished = decision.outcome === 'hold' || deliveries.length > 0 || followUp !== null;
  const { model, ...policy } = activity.policy;
  return {
    outcome: decision.outcome,
    decision,
    mergedInto: decision.into ?? null,
    digestKey: decision.digest ?? null,
    shown: decision.channels.includes('in-app') || of.again?.shown === true,
    interruptedAt: rings ? now : null,
    dueAt:
      decision.outcome === 'hold'
        ? heldUntil(room, decision, activity.expiresAt, before)
        : earliest(leaseOf(deliveries, now, lease), followUp?.at),
    policy: unfinished ? policy : null,
    deliveries: deliveries.length > 0 ? deliveries : null,
    followUp,
  } satisfies Partial<NotificationRow>;
}

/**
 * Until when somebody has the deliveries: who asked for them has the pushes, for as long as they say; all else goes to the
 * deliver queue, and a message there may be lost.
 */
function leaseOf(deliveries: readonly StoredDelivery[], now: number, lease: number | undefined): number | null {
  const isPushed = deliveries.some(({ channel }) => isPush(channel));
  if (isPushed && lease !== undefined) return now + lease;
  return deliveries.some(({ channel }) => !isPush(channel)) ? now + LEASE.lane : null;
}

/** What rang, or waits for a later step of its escalation, is followed up. What is silent for another reason is not. */
function isFollowed({ outcome, channels, reason }: Decision): boolean {
  return outcome === 'send' && (interrupts(channels) || reason === 'escalation');
}

/**
 * A hold ends at its moment or when it expires, whichever is first. Of those that wait for one digest only one has a
 * moment, the first or whoever brings it forward: so a further item costs the writing of no row but its own.
 */
function heldUntil(
  room: Room,
  { until, digest }: Decision,
  expiresAt: number | undefined,
  before: readonly NotificationRow[],
): number | null {
  if (until === undefined) return null;
  if (digest === undefined) return earliest(until, expiresAt);
  const known = room.state.past().history.filter((each) => each.digest === digest && each.outcome === 'hold');
  const others = before.filter((each) => each.digestKey === digest && each.outcome === 'hold');
  const next = earliest(...[...known, ...others].map(({ dueAt }) => dueAt));
  return next === null || until < next ? until : null;
}

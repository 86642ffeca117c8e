import type { InterruptingChannel } from '../contract/channel.ts';
import type { Decision } from '../contract/decision.ts';
import { type Delivery, type DeliveryState, NO_ROOM } from '../contract/delivery.ts';
import { timeOfEventId } from '../contract/event-time.ts';
import { earliest } from './due.ts';
import { type SentTexts, textsOf } from './group.ts';
import { KEPT_FOR } from './limits.ts';
import type { Room } from './room.ts';
import type { NotificationRow, StoredDelivery } from './schema.ts';

/** How long a row waits for somebody who promised to settle it, ms. */
export const LEASE = {
  /** A Worker that got the delivery in its answer. */
  direct: 30_000,
  /** A message in the deliver queue. */
  queue: 60_000,
  /** One that is sent there first: many at once may stand before it. */
  lane: 600_000,
  /** Nobody: only the end of its keeping. */
  keep: KEPT_FOR,
} as const;

/** The deliveries of a new `send`: one for each device of its interrupting channels, or for those it has chosen. */
export function openDeliveries(room: Room, { channels, devices }: Decision): StoredDelivery[] {
  return room.state
    .targets()
    .filter(({ id, to }) => channels.includes(to.channel) && (devices?.includes(id) ?? true))
    .map(({ id, to }) => ({ device: id, channel: to.channel, state: 'due', attempt: 1 }));
}

/** Deliveries with those of a further ring: a device that has rung rings again. */
export function reopened(
  before: readonly StoredDelivery[],
  open: readonly StoredDelivery[],
): readonly StoredDelivery[] {
  const ringOf = (device: string) => before.find((each) => each.device === device);
  const rings = open.map((each) => {
    const last = ringOf(each.device);
    return last ? { ...each, ring: (last.ring ?? 0) + 1 } : each;
  });
  return [...before.filter(({ device }) => open.every((other) => other.device !== device)), ...rings];
}

/** Whether a delivery still needs work. */
export function isOpen({ state }: StoredDelivery): boolean {
  return state === 'due' || state === 'later';
}

/** Whether a delivery can be tried at this moment. */
export function isDue(delivery: StoredDelivery, now: number): boolean {
  return isOpen(delivery) && (delivery.at ?? now) <= now;
}

/** Whether a row has deliveries that still need work. */
export function hasOpen({ deliveries }: Pick<NotificationRow, 'deliveries'>): boolean {
  return deliveries?.some(isOpen) ?? false;
}

/** What of a row can be sent at this moment, ready for its channel. */
export function dueDeliveries(room: Room, row: NotificationRow, now: number): Delivery[] {
  return (row.deliveries ?? []).flatMap((delivery) => {
    if (!isDue(delivery, now)) return [];
    const target = room.state.targets().find((each) => each.id === delivery.device);
    if (!target) return [];
    const { id, type } = row;
    return [
      {
        member: room.member,
        notification: id,
        device: target.id,
        ...target.to,
        message: {
          id,
          type,
          ...(row.policy?.category === undefined ? {} : { category: row.policy.category }),
          ...(row.policy?.mandatory ? { mandatory: true } : {}),
          ...textsFor(target.to.channel, textsOf(room, row, now)),
          at: timeOfEventId(id),
          badge: room.state.badge.count(),
          ...(delivery.quiet ? { quiet: true } : {}),
          ...(row.decision.reason === 'reminder' ? { again: true } : {}),
        },
        urgent: row.policy?.class === 'transactional',
        ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
        ...giveUp(row, delivery, now),
        attempt: delivery.attempt,
        ...(delivery.ring === undefined ? {} : { ring: delivery.ring }),
        ...(delivery.provider === undefined ? {} : { provider: delivery.provider }),
        ...(delivery.reason === NO_ROOM && delivery.at !== undefined ? { slot: delivery.at } : {}),
      },
    ];
  });
}

/** The texts of an email go with an email, and so on. */
function textsFor(channel: InterruptingChannel, { email, sms, ...texts }: SentTexts): SentTexts {
  return {
    ...texts,
    ...(email !== undefined && channel === 'email' ? { email } : {}),
    ...(sms !== undefined && channel === 'sms' ? { sms } : {}),
  };
}

/** When trying a delivery is given up: what has only waited for room is not, unless an escalation waits for it. */
function giveUp(row: NotificationRow, { since }: StoredDelivery, now: number): Pick<Delivery, 'giveUpAt'> {
  if (isAwaited(row)) return { giveUpAt: (since ?? now) + BUDGET.awaited };
  return since === undefined ? {} : { giveUpAt: since + BUDGET.usual };
}

/** How long a delivery is tried, from its first try on, ms. */
const BUDGET = {
  /** Something transactional while another channel waits for its turn to escalate to. */
  awaited: 600_000,
  /** Everything else: what has an expiry is not tried beyond that either. */
  usual: 86_400_000,
} as const;

/** Whether the next step of an escalation waits for what becomes of this one. */
export function isAwaited({ policy, followUp }: Pick<NotificationRow, 'policy' | 'followUp'>): boolean {
  return policy?.class === 'transactional' && policy.escalate !== undefined && followUp?.at !== undefined;
}

/**
 * Says of deliveries that are handed out to be sent from the deliver queue that somebody has them until their lease ends,
 * so that a second message about them finds nothing. A push may be sent twice and is shown once; anything else may not.
 */
export function claimed(
  deliveries: readonly StoredDelivery[],
  handedOut: readonly Delivery[],
  now: number,
): readonly StoredDelivery[] {
  const claim = (each: StoredDelivery) =>
    each.channel !== 'web-push' && handedOut.some(({ device }) => device === each.device)
      ? { ...each, at: now + LEASE.queue }
      : each;
  return deliveries.some((each) => claim(each) !== each) ? deliveries.map(claim) : deliveries;
}

/** Ends what is open on devices that are known no more: nobody can ever settle it. */
export function endLost(room: Room, deliveries: readonly StoredDelivery[]): readonly StoredDelivery[] {
  const isLost = (each: StoredDelivery) =>
    isOpen(each) && room.state.targets().every((target) => target.id !== each.device);
  return deliveries.some(isLost) ? deliveries.map((each) => (isLost(each) ? ended(each, 'gone') : each)) : deliveries;
}

/** A delivery in its final state. */
export function ended(
  { device, channel, attempt, ring, quiet, arrivedAt, provider, reference }: StoredDelivery,
  state: Exclude<DeliveryState, 'due' | 'later'>,
  reason?: string,
): StoredDelivery {
  const said = {
    ...(ring === undefined ? {} : { ring }),
    ...(quiet ? { quiet } : {}),
    ...(arrivedAt === undefined ? {} : { arrivedAt }),
    ...(provider === undefined ? {} : { provider }),
    ...(reference === undefined ? {} : { reference }),
  };
  const kept = { device, channel, attempt, state, ...said };
  return reason === undefined ? kept : { ...kept, reason };
}

/** Writes a row's deliveries: one row written. */
export function writeDeliveries(
  room: Room,
  row: NotificationRow,
  deliveries: readonly StoredDelivery[],
  now: number,
): void {
  writeRow(room, { ...row, deliveries }, now);
}

/**
 * Writes what is left to do about a row that has been sent: due again at the earliest of what is open and of its next
 * step, finished when there is nothing. What could go out now is with somebody: it keeps the lease of its row. The
 * policy stays while something is left, or dead and perhaps revived by an operator: it is what they are decided by again.
 */
export function writeRow(room: Room, row: NotificationRow, now: number): void {
  const { deliveries, followUp } = row;
  const open = (deliveries ?? []).filter(isOpen);
  const moments = open.map(({ at }) => (at !== undefined && at > now ? at : (row.dueAt ?? at)));
  const dueAt = earliest(...moments, followUp?.at, followUp?.updateAt);
  const isNeeded = followUp !== null || (deliveries ?? []).some((each) => isOpen(each) || each.state === 'dead');
  const mayBeUpdated = row.groupKey !== null && deliveries !== null;
  const policy = isNeeded || mayBeUpdated ? row.policy : null;
  // Before the row: it is never due without an alarm, also where no transaction is around this.
  room.alarm.wakeBy(dueAt);
  room.store.updateDeliveries(row.id, { deliveries, dueAt, policy, followUp });
}

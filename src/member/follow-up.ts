import { type ChannelName, isPush } from '../contract/channel.ts';
import type { Policy } from '../contract/policy.ts';
import { countsAsInterruption, interruptionOf } from '../decide/decide.ts';
import { doneAtOnce, nextFollowUp } from '../decide/follow-up/next-follow-up.ts';
import { interrupts } from '../decide/interrupts.ts';
import { decideAgain, decideQuietly } from './decide-again.ts';
import { isOpen, LEASE, openDeliveries, reopened, writeRow } from './deliveries.ts';
import type { Room } from './room.ts';
import type { FollowUp, NotificationRow, StoredDelivery } from './schema.ts';

/** How long the devices are not told of what joins a group, so that a burst is one update, ms. */
const UPDATE_AFTER = 60_000;

/** What is to be done about something that is sent now; null when its type wants nothing. */
export function firstFollowUp(policy: Policy, channels: readonly ChannelName[], sentAt: number): FollowUp | null {
  if (!policy.escalate && !policy.remind) return null;
  return followUpAfter(policy, { sentAt, done: doneAtOnce(policy, channels) });
}

/** Something has joined the group of a row that has rung: its devices are told quietly, a while later. */
export function updateLater(room: Room, row: NotificationRow, now: number): void {
  const isOnDevices = row.deliveries?.some(({ channel }) => isPush(channel)) ?? false;
  if (!isOnDevices || row.followUp?.updateAt !== undefined) return;
  const followUp = { ...(row.followUp ?? { sentAt: now, done: 0 }), updateAt: now + UPDATE_AFTER };
  writeRow(room, { ...row, followUp }, now);
}

/**
 * The next step of a row has come due: rings once more where the step says, unless the member has engaged meanwhile.
 * Answers whether there is something to deliver.
 */
export function ringAgain(room: Room, row: NotificationRow, now: number): boolean {
  const step =
    row.followUp && row.policy ? nextFollowUp(row.policy, row.followUp.sentAt, row.followUp.done) : undefined;
  if (!row.followUp || !row.policy || !step) return end(room, row, now);
  const { of, decision } = decideAgain(room, row, now, { for: step.for, channels: step.channels });
  if (decision.outcome === 'hold') {
    writeRow(room, { ...row, followUp: { ...row.followUp, at: decision.until ?? now + LEASE.queue } }, now);
    return false;
  }
  if (!interrupts(decision.channels))
    return decision.reason === 'no-channel' ? skip(room, row, now) : end(room, row, now);
  const opened = openDeliveries(room, decision);
  // What has not got through yet is no reason to ring once more: it rings when it gets through.
  const isUnderWay = ({ device }: StoredDelivery) =>
    row.deliveries?.some((each) => each.device === device && isOpen(each) && !each.quiet) ?? false;
  if (opened.every(isUnderWay)) return skip(room, row, now);
  const followUp = nextAfterRing(row.policy, row.followUp, step.at, now);
  const deliveries = reopened(row.deliveries ?? [], opened);
  const counts = countsAsInterruption(of, decision);
  if (counts) {
    room.state.keepInterruptions([row], now);
    room.state.interrupted(interruptionOf(of, decision));
  }
  const change = { decision, deliveries, followUp, ...(counts ? { interruptedAt: now } : {}) };
  room.store.update(row.id, { ...change, dueAt: now + LEASE.queue });
  return deliveries.length > 0;
}

/** Tells the devices that rang what their notification has become, without ringing. */
export function updateQuietly(room: Room, row: NotificationRow, now: number): boolean {
  const { updateAt, ...rest } = row.followUp ?? { sentAt: now, done: 0 };
  const followUp = rest.at === undefined ? null : rest;
  const { outcome, channels } = decideQuietly(room, row, now).decision;
  const deliveries = (row.deliveries ?? []).map((each) =>
    outcome === 'send' && each.state === 'sent' && isPush(each.channel) && channels.includes(each.channel)
      ? ({ device: each.device, channel: each.channel, state: 'due', attempt: 1, quiet: true } as const)
      : each,
  );
  const isDue = deliveries.some((each) => each.quiet && each.state === 'due');
  if (isDue) room.store.update(row.id, { deliveries, followUp, dueAt: now + LEASE.queue });
  else writeRow(room, { ...row, followUp }, now);
  return isDue;
}

function followUpAfter(policy: Policy, { sentAt, done }: FollowUp): FollowUp | null {
  const next = nextFollowUp(policy, sentAt, done);
  return next ? { sentAt, done, at: next.at } : null;
}

/** The step after one that rings now: late as that may be, the time between the two is what their type says. */
function nextAfterRing(policy: Policy, { sentAt, done }: FollowUp, plannedAt: number, now: number): FollowUp | null {
  const next = followUpAfter(policy, { sentAt, done: done + 1 });
  return next?.at === undefined ? next : { ...next, at: Math.max(next.at, now + next.at - plannedAt) };
}

/** A step that rings no device is passed over; when the next one is due as well, that is tried. */
function skip(room: Room, row: NotificationRow, now: number): boolean {
  if (!row.followUp || !row.policy) return false;
  const { sentAt, updateAt } = row.followUp;
  const passed = { sentAt, done: row.followUp.done + 1 };
  const next = followUpAfter(row.policy, passed);
  const followUp = updateAt === undefined ? next : { ...(next ?? passed), updateAt };
  if ((next?.at ?? Number.POSITIVE_INFINITY) <= now) return ringAgain(room, { ...row, followUp }, now);
  writeRow(room, { ...row, followUp }, now);
  return false;
}

function end(room: Room, row: NotificationRow, now: number): boolean {
  writeRow(room, { ...row, followUp: null }, now);
  return false;
}

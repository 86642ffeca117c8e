import type { EngagementAction } from '../contract/engagement.ts';
import { toInstant } from '../contract/identifier.ts';
import type { PushHappening } from '../contract/push.ts';
import { writeDeliveries } from './deliveries.ts';
import { type Engaged, engage } from './engage.ts';
import type { Room } from './room.ts';

/** What a service worker or an app reports of a push, its token read. */
export interface PushReported {
  readonly notification: string;
  readonly device: string;
  readonly what: PushHappening;
  /** By the device's clock, ms since the epoch. */
  readonly at: number;
  /** When the push was sent, ms since the epoch. */
  readonly sentAt: number;
}

/** What follows from a report: as of an engagement, and whether the event's count of arrived pushes grows. */
export interface PushReportAnswer extends Engaged {
  readonly arrived: boolean;
}

/**
 * Records what became of a push on a device. `clicked` and `dismissed` are what the member did, on the channel of its
 * delivery; `delivered` is noted at the delivery, once, and a delivery that was clicked or dismissed has arrived as well.
 * Idempotent: a repeat says the same moment. What is not in the history any more is not recorded.
 */
export function reportPush(room: Room, reported: PushReported, now: number): PushReportAnswer {
  const { notification, device, what } = reported;
  const row = room.store.notification(notification);
  if (!row) return { ...NOTHING, arrived: false };
  const arrived = noteArrival(room, reported, now);
  const action = ACTIONS[what];
  if (action === undefined) return { ...NOTHING, arrived };
  const time = toInstant(momentOf(reported, now));
  const { channel = 'web-push' } = row.deliveries?.find((each) => each.device === device) ?? {};
  const answer = engage(room, [{ action, notification, channel, time }], now);
  return { ...answer, arrived };
}

const NOTHING: Engaged = { hours: [], opened: [], lifts: [] };

const ACTIONS: Readonly<Partial<Record<PushHappening, EngagementAction>>> = { clicked: 'click', dismissed: 'dismiss' };

/** ms by which the clock of a device may be wrong. */
const TOLERANCE = 300_000;

/** The device's own moment; when its clock cannot be right, when the push was sent, so that a repeat is one still. */
function momentOf({ at, sentAt }: PushReported, now: number): number {
  return at >= sentAt - TOLERANCE && at <= now + TOLERANCE ? at : sentAt;
}

/** Answers whether it was not known yet. */
function noteArrival(room: Room, { notification, device }: PushReported, now: number): boolean {
  const row = room.store.notification(notification);
  const isNews = row?.deliveries?.some((each) => each.device === device && each.arrivedAt === undefined) ?? false;
  if (!row?.deliveries || !isNews) return false;
  const deliveries = row.deliveries.map((each) =>
    each.device === device && each.arrivedAt === undefined ? { ...each, arrivedAt: now } : each,
  );
  writeDeliveries(room, row, deliveries, now);
  return true;
}

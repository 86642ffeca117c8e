import type { Lift } from '../contract/bound.ts';
import type { EngagementAction, OwnEngagement } from '../contract/engagement.ts';
import { toMillis } from '../contract/identifier.ts';
import type { Muted } from '../contract/preferences.ts';
import { OPENING } from '../decide/features/past-summary.ts';
import { responseHour } from '../decide/timing/response-profile.ts';
import { liftingOpened, liftsOf } from './bounds.ts';
import { limits } from './limits.ts';
import { type Score, scoresOf } from './offer.ts';
import type { Room } from './room.ts';
import { moveMark } from './timeline.ts';

/** What the caller does with what a member did. */
export interface Engaged {
  /** The hours of the member's week at which they responded, for the tenant's rhythm. */
  readonly hours: readonly number[];
  /** What models had said of what they opened for the first time. */
  readonly opened: readonly Score[];
  /** What audiences must hear before anybody is told that this is done. */
  readonly lifts: readonly Lift[];
}

/** Actions that say that an entry was not only seen but attended to. */
const READING: readonly EngagementAction[] = ['open', 'click', 'like', 'dismiss'];

/**
 * Records what the member did and what follows from it: opening or dismissing marks an entry as read, having seen it
 * marks the timeline up to it as seen, muting and disabling change the preferences. Idempotent: the same act at the same
 * time is recorded once.
 */
export function engage(room: Room, engagements: readonly OwnEngagement[], now: number): Engaged {
  const opened = newlyOpened(room, engagements);
  liftingOpened(room, now, () => apply(room, engagements, now));
  const timezone = room.facts.timezone();
  const hours = engagements.flatMap(({ action, time }) => {
    const at = time === undefined ? now : toMillis(time);
    return responseHour({ action, at }, timezone) ?? [];
  });
  return { hours, opened, lifts: liftsOf(room) };
}

function apply(room: Room, engagements: readonly OwnEngagement[], now: number): void {
  let marked = false;
  for (const engagement of engagements) {
    record(room, engagement, now);
    marked = mark(room, engagement, now) || marked;
    if (engagement.action === 'mute' || engagement.action === 'disable') silence(room, engagement);
  }
  room.state.engaged();
  room.state.historyChanged();
  if (marked) room.live.counts();
}

/** The scores of notifications that are about to be opened for the first time. */
function newlyOpened(room: Room, engagements: readonly OwnEngagement[]): Score[] {
  const ids = new Set(
    engagements.flatMap(({ action, notification }) => (OPENING.has(action) ? (notification ?? []) : [])),
  );
  const scored = [...ids].flatMap((id) => {
    const row = room.store.notification(id);
    return row ? scoresOf(row.decision).map((score) => ({ id, score })) : [];
  });
  if (scored.length === 0) return [];
  const before = new Set(
    room.state.past().engagements.flatMap(({ kind, action, target }) => {
      return kind === 'notification' && OPENING.has(action) ? [target] : [];
    }),
  );
  return scored.flatMap(({ id, score }) => (before.has(id) ? [] : [score]));
}

/** Answers whether the counts may be others now. */
function mark(room: Room, { action, notification }: OwnEngagement, now: number): boolean {
  if (notification === undefined) return false;
  if (READING.includes(action)) room.store.timeline.markRead([notification], now);
  else if (action === 'seen' && room.store.notification(notification)?.shown) moveMark(room, 'seen', notification, now);
  else return false;
  return true;
}

function record(room: Room, engagement: OwnEngagement, now: number): void {
  const at = engagement.time === undefined ? now : toMillis(engagement.time);
  for (const kind of ['notification', 'actor', 'item', 'entity'] as const) {
    const target = engagement[kind];
    if (target === undefined) continue;
    const row = { at, action: engagement.action, kind, target, channel: engagement.channel ?? null };
    if (engagement.time !== undefined && room.store.rings.hasEngagement(row)) continue;
    const sequence = room.store.rings.lastEngagement() + 1;
    room.store.rings.putEngagement({ ...row, sequence, slot: sequence % limits.engagements });
  }
}

/** `mute` silences what is named (the actor of a notification when only that is); `disable` the notification's type. */
function silence(room: Room, { action, notification, actor, item }: OwnEngagement): void {
  const row = notification === undefined ? undefined : room.store.notification(notification);
  const muted: Muted[] = [];
  if (action === 'disable') {
    if (row) muted.push({ type: row.type });
  } else {
    if (actor !== undefined) muted.push({ actor });
    if (item !== undefined) muted.push({ item });
    if (muted.length === 0 && row?.actor != null) muted.push({ actor: row.actor });
  }
  const preferences = room.facts.preferences();
  const known = new Set(preferences.muted.map((each) => JSON.stringify(each)));
  const added = muted.filter((each) => !known.has(JSON.stringify(each)));
  if (added.length > 0) {
    room.facts.put('preferences', { ...preferences, muted: [...preferences.muted, ...added].slice(-1_000) });
  }
}

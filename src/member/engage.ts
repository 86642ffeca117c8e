import type { OwnEngagement } from '../contract/engagement.ts';
import { toMillis } from '../contract/identifier.ts';
import type { Muted } from '../contract/preferences.ts';
import { limits } from './limits.ts';
import type { Room } from './room.ts';

/**
 * Records what the member did and what follows from it: opening or dismissing marks an entry as read, muting and
 * disabling change the preferences. Idempotent: the same act at the same time is recorded once.
 */
export function engage(room: Room, engagements: readonly OwnEngagement[], now: number): void {
  let marked = false;
  for (const engagement of engagements) {
    record(room, engagement, now);
    const { action, notification } = engagement;
    if (notification !== undefined && ['seen', 'open', 'click', 'dismiss', 'like'].includes(action)) {
      room.store.markRead([notification], now);
      marked = true;
    }
    if (action === 'mute' || action === 'disable') silence(room, engagement);
  }
  if (marked) room.live.counts();
}

function record(room: Room, engagement: OwnEngagement, now: number): void {
  const at = engagement.time === undefined ? now : toMillis(engagement.time);
  for (const kind of ['notification', 'actor', 'item', 'entity'] as const) {
    const target = engagement[kind];
    if (target === undefined) continue;
    const row = { at, action: engagement.action, kind, target };
    if (engagement.time !== undefined && room.store.hasEngagement(row)) continue;
    const sequence = room.store.lastEngagement() + 1;
    room.store.putEngagement({ ...row, sequence, slot: sequence % limits.engagements });
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

import type { ChannelName } from '../../contract/channel.ts';
import type { EngagementAction } from '../../contract/engagement.ts';
import { interrupts } from '../interrupts.ts';
import type { Past, PastEngagement, PastNotification } from '../member-state.ts';
import { remembered, rememberedByName, rememberedOfPast } from '../remembered.ts';
import { DAY } from '../volume/rolling-cap.ts';

/** The windows that counts are made for, ms before now. */
export const RANGES = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY } as const;

/** What says that a notification was worth it. */
export const OPENING: ReadonlySet<EngagementAction> = new Set([
  'open',
  'click',
  'like',
  'comment',
  'view',
  'share',
  'follow',
]);

/** What says that it had better not come. */
export const REFUSING: ReadonlySet<EngagementAction> = new Set(['see-less', 'mute', 'disable']);

/** A notification of the past and what became of it. */
export interface PastEntry {
  /** When it rang, or arrived when it never did; ms since the epoch. */
  readonly at: number;
  readonly type: string;
  readonly actor: string | null;
  readonly channels: readonly ChannelName[];
  /** Rang somewhere. */
  readonly sent: boolean;
  /** In the timeline, or rang. */
  readonly shown: boolean;
  readonly seen: boolean;
  /** Attended to, and not by dismissing it. */
  readonly opened: boolean;
  /** Where it was opened, as far as that is known. */
  readonly openedOn: readonly ChannelName[];
  readonly dismissed: boolean;
  /** Followed by "see less", a mute or the type turned off. */
  readonly refused: boolean;
}

/** The past by type and by actor, the oldest first. */
export interface PastSummary {
  readonly all: readonly PastEntry[];
  ofType(type: string): readonly PastEntry[];
  ofActor(actor: string): readonly PastEntry[];
  /** When something was last opened, ms since the epoch. */
  readonly lastOpenAt: number | undefined;
}

/** How many of some entries … */
export interface Counts {
  readonly sent: number;
  readonly shown: number;
  readonly seen: number;
  readonly opened: number;
  readonly dismissed: number;
  readonly refused: number;
  /** Shown and had their chance: seen since, or shown a day ago. What was shown while the member was away says nothing. */
  readonly judged: number;
}

/** The past of a member, told once as long as its lists are the same. */
export const pastSummary = rememberedOfPast(summarise);

/** Counts of the entries of the last `range` ms. */
export function countsIn(entries: readonly PastEntry[], range: number, now: number): Counts {
  const counts = { sent: 0, shown: 0, seen: 0, opened: 0, dismissed: 0, refused: 0, judged: 0 };
  for (let index = entries.length - 1; index >= 0; index--) {
    const each = entries[index];
    if (!each || each.at <= now - range) break;
    if (!each.shown) continue;
    counts.shown++;
    if (each.sent) counts.sent++;
    if (each.seen) counts.seen++;
    if (each.opened) counts.opened++;
    if (each.dismissed) counts.dismissed++;
    if (each.refused) counts.refused++;
    if (each.seen || each.at <= now - DAY) counts.judged++;
  }
  return counts;
}

function summarise({ history, engagements }: Past): PastSummary {
  const { deeds, lastOpenAt } = deedsOf(engagements);
  const all = history
    .toSorted((one, other) => momentOf(one) - momentOf(other))
    .map((row) => entryOf(row, deeds.get(row.id) ?? NOTHING));
  return {
    all,
    // A candidate asks for one type and one actor: to put all of them apart would cost more.
    ofType: rememberedByName((type) => all.filter((each) => each.type === type)),
    ofActor: rememberedByName((actor) => all.filter((each) => each.actor === actor)),
    lastOpenAt,
  };
}

/** What was done with a notification. */
interface Deeds {
  opened: boolean;
  openedOn: readonly ChannelName[];
  dismissed: boolean;
  refused: boolean;
}
const NOTHING: Readonly<Deeds> = { opened: false, openedOn: [], dismissed: false, refused: false };

const deedsOf = remembered((engagements: readonly PastEngagement[]) => {
  const deeds = new Map<string, Deeds>();
  let lastOpenAt: number | undefined;
  for (const { at, action, kind, target, channel } of engagements) {
    if (kind !== 'notification') continue;
    let done = deeds.get(target);
    if (!done) {
      done = { opened: false, openedOn: [], dismissed: false, refused: false };
      deeds.set(target, done);
    }
    if (OPENING.has(action)) {
      done.opened = true;
      if (channel !== null) done.openedOn = [...done.openedOn, channel];
      lastOpenAt = Math.max(lastOpenAt ?? at, at);
    } else if (action === 'dismiss') done.dismissed = true;
    else if (REFUSING.has(action)) done.refused = true;
  }
  return { deeds, lastOpenAt };
});

function entryOf(row: PastNotification, done: Readonly<Deeds>): PastEntry {
  const { openedOn, dismissed, refused } = done;
  const sent = row.outcome === 'send' && interrupts(row.channels);
  const opened = done.opened || (row.read && !dismissed);
  return {
    at: momentOf(row),
    type: row.type,
    actor: row.actor,
    channels: row.channels,
    sent,
    shown: row.shown || sent,
    seen: row.seen || row.read || opened || dismissed,
    opened,
    openedOn,
    dismissed,
    refused,
  };
}

function momentOf({ at, interruptedAt }: PastNotification): number {
  return interruptedAt ?? at;
}

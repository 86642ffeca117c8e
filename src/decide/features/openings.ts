import type { ChannelName } from '../../contract/channel.ts';
import type { Past, PastEngagement } from '../member-state.ts';
import { remembered } from '../remembered.ts';
import { DAY } from '../volume/rolling-cap.ts';
import { OPENING } from './past-summary.ts';

/** How long a bound goes without being told anew, ms. */
export const BOUND_FOR = 30 * DAY;
/** Engagements are kept for 90 days, so a later one than this is still there when the last bound by it has ended. */
const DISMISSED_FOR = 90 * DAY - BOUND_FOR - 2 * DAY;

/** A notification that counts as opened, or may yet without the member doing anything more. */
export interface Opening {
  /** When it rang or arrived, ms since the epoch; undefined when that may still come, or come again. */
  readonly at: number | undefined;
  /** Undefined of one that is not in the history: it may be of any type and actor. */
  readonly type: string | undefined;
  readonly actor: string | null | undefined;
  readonly openedOn: readonly ChannelName[];
}

/** All that can be counted as opened, by id, and when something last was, ms since the epoch. */
export interface Openings {
  readonly byId: ReadonlyMap<string, Opening>;
  readonly lastOpenAt: number | undefined;
}

/**
 * What a past can come to count as opened when the member does nothing more: rather too much than too little. So a
 * notification counts before it is shown, wherever it was opened before it arrived, in every range as long as it may
 * still ring, and although it was dismissed once the record of that can go.
 */
export function openingsOf({ history, engagements }: Past, now: number): Openings {
  const { opened, dismissed, lastOpenAt } = deedsOf(engagements);
  const byId = new Map<string, Opening>();
  for (const [id, openedOn] of opened) byId.set(id, { at: undefined, type: undefined, actor: undefined, openedOn });
  for (const { id, at, type, actor, outcome, dueAt, interruptedAt, read } of history) {
    const openedOn = opened.get(id);
    const isDismissed = (dismissed.get(id) ?? Number.NEGATIVE_INFINITY) > now - DISMISSED_FOR;
    if (!openedOn && (!read || isDismissed)) continue;
    // What is not settled can ring, and what rang can be made to ring again: then it counts from there.
    const isSettled = outcome === 'send' && dueAt === null && interruptedAt === null;
    byId.set(id, { at: isSettled ? at : undefined, type, actor, openedOn: openedOn ?? [] });
  }
  return { byId, lastOpenAt };
}

const deedsOf = remembered((engagements: readonly PastEngagement[]) => {
  const opened = new Map<string, readonly ChannelName[]>();
  const dismissed = new Map<string, number>();
  let lastOpenAt: number | undefined;
  for (const { at, action, kind, target, channel } of engagements) {
    if (kind !== 'notification') continue;
    if (OPENING.has(action)) {
      opened.set(target, [...(opened.get(target) ?? []), ...(channel === null ? [] : [channel])]);
      lastOpenAt = Math.max(lastOpenAt ?? at, at);
    } else if (action === 'dismiss') dismissed.set(target, Math.max(at, dismissed.get(target) ?? at));
  }
  return { opened, dismissed, lastOpenAt };
});

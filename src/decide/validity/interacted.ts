import type { EngagementAction } from '../../contract/engagement.ts';
import { timeOfEventId } from '../../contract/event-time.ts';
import type { Case, Filter } from '../component.ts';
import type { PastEngagement } from '../member-state.ts';
import { remembered } from '../remembered.ts';

/** What shows that a member has been at the item itself. */
const ACTS: ReadonlySet<EngagementAction> = new Set(['open', 'click', 'like', 'comment', 'view', 'share']);

/**
 * ms before an event in which an engagement with its item counts as one with what it tells of: clocks of producers
 * differ, and a member may have the new comment on the screen before its event arrives. 0 and up. What was done earlier
 * says nothing: a photo that its owner looked at last year may be liked today.
 */
const GRACE = 5 * 60_000;

/**
 * Removes what the member has already been at on-site (seed: Concourse): they opened, clicked, liked, commented on,
 * viewed or shared its item since it happened, or opened the notification itself on another device. Messages too:
 * whoever looks at the conversation needs no word of it. Account security goes on.
 */
export const interacted: Filter = {
  kind: 'filter',
  name: 'interacted',
  remove(of) {
    const { id, item, policy } = of.candidate.activity;
    // The past costs reading rows: only what has an item, or has rung and may ring again, is worth them.
    if (policy.mandatory || (item === undefined && !rangBefore(of))) return undefined;
    const { items, notifications } = latestActs(of.member.past.engagements);
    if (notifications.has(id)) return 'interacted';
    const last = item === undefined ? undefined : items.get(item);
    return last !== undefined && last >= Math.min(timeOfEventId(id), of.now) - GRACE ? 'interacted' : undefined;
  },
};

function rangBefore({ again }: Case): boolean {
  return again?.for === 'reminder' || again?.for === 'escalation';
}

/** When a member was last at items and notifications, ms since the epoch by their ids. */
interface LatestActs {
  readonly items: ReadonlyMap<string, number>;
  readonly notifications: ReadonlyMap<string, number>;
}

const latestActs = remembered((engagements: readonly PastEngagement[]): LatestActs => {
  const items = new Map<string, number>();
  const notifications = new Map<string, number>();
  for (const { at, action, kind, target } of engagements) {
    if (!ACTS.has(action)) continue;
    const acts = kind === 'item' ? items : kind === 'notification' ? notifications : undefined;
    acts?.set(target, Math.max(at, acts.get(target) ?? at));
  }
  return { items, notifications };
});

import type { Past, PastEngagement, PastNotification } from '../../src/decide/member-state.ts';
import { DAY } from '../../src/decide/volume/rolling-cap.ts';
import { MINUTE, NOON } from './cases.ts';

/** A past that fails whoever reads it. */
export const unread: Past = {
  get history(): never {
    throw new Error('the history was read');
  },
  get engagements(): never {
    throw new Error('the engagements were read');
  },
};

/** A notification that rang and was shown two days ago, and nothing became of it. */
export function row(id: string, change: Partial<PastNotification> = {}): PastNotification {
  return {
    id,
    at: NOON - 2 * DAY,
    type: 'post.published',
    actor: 'ada',
    item: 'post-1',
    outcome: 'send',
    channels: ['in-app', 'web-push'],
    group: null,
    into: null,
    digest: null,
    dueAt: null,
    interruptedAt: NOON - 2 * DAY,
    shown: true,
    seen: false,
    read: false,
    ...change,
  };
}

/** Something that the member did with a notification, ms before noon. */
export function did(
  action: PastEngagement['action'],
  target: string,
  ago: number,
  change: Partial<PastEngagement> = {},
) {
  return { at: NOON - ago, action, kind: 'notification', target, channel: null, ...change } satisfies PastEngagement;
}

/** The first of a story, a minute ago: shown, and not seen yet. */
export function pastOf(change: Partial<PastNotification> = {}): PastNotification {
  return row('A', { at: NOON - MINUTE, group: 'post-1', interruptedAt: null, ...change });
}

/** Something that has waited for a digest for a minute. */
export function waitingOf(change: Partial<PastNotification> = {}): PastNotification {
  return pastOf({ outcome: 'hold', channels: ['in-app'], group: null, digest: 'posts', ...change });
}

import type { Preferences } from '../../src/contract/preferences.ts';
import type { MemberState, Past, PastEngagement, PastNotification } from '../../src/decide/member-state.ts';
import { DAY, HOUR } from '../../src/decide/volume/rolling-cap.ts';
import { eventId } from '../../src/platform/event-id.ts';

/** Wednesday 2026-11-18, 14:00 in Berlin: the middle of a member's day. */
export const NOW = Date.UTC(2026, 10, 18, 13);
/** The types that the member hears of. */
export const TYPES = ['post.published', 'photo.liked', 'comment.added', 'job.posted', 'group.news', 'event.near'];

const ACTORS = 40;
const ITEMS = 200;
/** Between two notifications of the history, ms: 27 a day. */
const APART = DAY / 27;

const PREFERENCES: Preferences = {
  channels: {},
  types: { 'job.posted': { email: 'off' } },
  muted: [{ actor: 'actor-of-old' }, { item: 'item-of-old' }, { type: 'newsletter' }],
  quiet: { from: '22:30', to: '07:00' },
};

/**
 * A member with so many notifications in the history and half as many engagements, two devices, quiet hours in a zone
 * and three interruptions today, of which the last is long enough ago. Always the same one.
 */
export function memberWith(notifications: number): MemberState {
  return {
    id: 'member-1',
    preferences: PREFERENCES,
    timezone: 'Europe/Berlin',
    devices: [
      { id: 'laptop', channel: 'web-push', form: 'desktop' },
      { id: 'phone', channel: 'web-push', form: 'phone', app: 'news' },
    ],
    interruptions: [20, 12, 6].map((hours) => ({ at: NOW - hours * HOUR, type: 'event.near', channels: ['web-push'] })),
    historyFloor: undefined,
    createdAt: NOW - 400 * DAY,
    past: pastOf(notifications),
  };
}

/** The same member after one more notification: a list of its own, as their object makes one. */
export function afterOneMore(member: MemberState, sequence: number): MemberState {
  const { history, engagements } = member.past;
  const longer = [...history.slice(1), notificationAt(NOW + sequence, history.length + sequence)];
  return { ...member, past: { history: longer, engagements } };
}

function pastOf(notifications: number): Past {
  const history = Array.from({ length: notifications }, (_, index) =>
    notificationAt(NOW - (notifications - index) * APART, index),
  );
  const engagements = history.flatMap((row, index) => (index % 2 === 0 ? engagementWith(row, index) : []));
  return { history, engagements };
}

/** Of ten: five in the timeline only, three rang, one has joined a story and one waited for a digest. */
function notificationAt(at: number, index: number): PastNotification {
  const kind = index % 10;
  const rang = kind >= 5 && kind < 8;
  return {
    id: idAt(at, index),
    at,
    type: TYPES[index % TYPES.length] ?? '',
    actor: `actor-${index % ACTORS}`,
    item: `item-${index % ITEMS}`,
    outcome: kind === 8 ? 'merge' : 'send',
    channels: rang ? ['in-app', 'web-push'] : ['in-app'],
    group: kind === 8 || kind === 9 ? `item-${index % ITEMS}` : null,
    into: kind === 8 ? idAt(at - APART, index - 1) : null,
    digest: kind === 9 ? 'schedule:daily' : null,
    dueAt: null,
    interruptedAt: rang && at < NOW - DAY ? at : null,
    shown: true,
    seen: index % 3 > 0,
    read: index % 4 === 0,
  };
}

/** Mostly opened, sometimes liked on-site, now and then dismissed; "see less" once in a while, and long ago. */
function engagementWith({ id, at, actor, item }: PastNotification, index: number): PastEngagement {
  const turn = (index / 2) % 10;
  const by = { at: at + HOUR, channel: turn % 2 === 0 ? 'web-push' : 'in-app' } as const;
  if (turn < 6) return { ...by, action: 'open', kind: 'notification', target: id };
  if (turn < 8) return { ...by, action: 'like', kind: 'item', target: item ?? '', channel: null };
  if (turn === 8) return { ...by, action: 'dismiss', kind: 'notification', target: id };
  return { ...by, action: 'see-less', kind: 'actor', target: `former-${actor}`, channel: null };
}

function idAt(at: number, index: number): string {
  return eventId(at, index.toString(32).toUpperCase().padStart(16, '0'));
}

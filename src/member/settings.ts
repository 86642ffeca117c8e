import type { Reason } from '../contract/decision.ts';
import type { MemberProfile } from '../contract/member.ts';
import type { Preferences } from '../contract/preferences.ts';
import { reachableChannels } from '../decide/channel/reachable-channels.ts';
import { decideAll } from '../decide/decide.ts';
import { reachability } from '../decide/features/reachability.ts';
import { bestTime } from '../decide/timing/best-time.ts';
import { moment } from '../decide/timing/moment.ts';
import { caseAgain } from './decide-again.ts';
import { earliest } from './due.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/** The member's settings, with the zone that is in force: their own choice or what they inherit. */
export function readPreferences({ facts }: Room): Preferences {
  return { ...facts.preferences(), timezone: facts.timezone() };
}

/**
 * Replaces the settings. A page sends back what it read: the zone it only inherited is not their choice, and follows
 * when the product tells another one.
 */
export function writePreferences(room: Room, { timezone, ...rest }: Preferences, now: number): void {
  const { facts } = room;
  const isInherited = facts.preferences().timezone === undefined && timezone === facts.timezone();
  changeMoments(room, now, () => {
    facts.put('preferences', timezone === undefined || isInherited ? rest : { ...rest, timezone });
  });
}

/** Replaces what the product tells of the member. */
export function writeProfile(room: Room, profile: MemberProfile, now: number): void {
  changeMoments(room, now, () => room.facts.put('profile', profile));
}

/** What is held until a moment of the member's day is decided anew when their zone, quiet hours or digests change. */
function changeMoments(room: Room, now: number, change: () => void): void {
  const before = momentsOf(room);
  change();
  if (momentsOf(room) === before) return;
  const held = room.state
    .past()
    .history.filter(({ outcome, dueAt }) => outcome === 'hold' && dueAt !== null && dueAt > now);
  for (const row of room.store.notifications(held.map(({ id }) => id))) {
    const { dueAt, ...rest } = momentOf(room, row, now);
    if (dueAt === row.dueAt) continue;
    room.store.update(row.id, { ...rest, dueAt });
    room.alarm.wakeBy(dueAt);
  }
  room.state.historyChanged();
}

/**
 * When a held row is to be looked at again: at once, but what waits for its best moment waits for it in the new day, and
 * a digest that was carried over for its window to end.
 */
function momentOf(room: Room, row: NotificationRow, now: number): Pick<NotificationRow, 'dueAt' | 'decision'> {
  const { decision, dueAt, expiresAt } = row;
  if (decision.numbers.carried !== undefined) return { dueAt, decision };
  if (!TIMED.includes(decision.reason)) return { dueAt: now, decision };
  const { candidate } = caseAgain(room, row, now, { for: 'slot' });
  const [timed] = decideAll(TIMING, room.state.view(room.member, now), [{ candidate, now }]);
  const { until, numbers } = timed?.decision ?? decision;
  if (until === undefined) return { dueAt: now, decision };
  return {
    dueAt: earliest(until, expiresAt),
    decision: { ...decision, until, numbers: { ...decision.numbers, ...numbers } },
  };
}

/** What chooses a moment once, when something is first decided. */
const TIMING = [reachability, reachableChannels, moment, bestTime];
const TIMED: readonly Reason[] = ['moment', 'best-time'];

function momentsOf({ facts }: Room): string {
  const { quiet, digest, muteUntil } = facts.preferences();
  return JSON.stringify([facts.timezone(), quiet, digest, muteUntil]);
}

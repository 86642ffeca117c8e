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
  room.state.devicesChanged();
}

/** What is held until a moment of the member's day is decided anew when their zone, quiet hours or digests change. */
function changeMoments(room: Room, now: number, change: () => void): void {
  const { facts, state, store } = room;
  const [moments, timezone] = [momentsOf(room), facts.timezone()];
  change();
  if (momentsOf(room) === moments) return;
  const hasMoved = facts.timezone() !== timezone;
  const held = state.past().history.filter((row) => row.outcome === 'hold' && row.dueAt !== null && row.dueAt > now);
  for (const row of store.notifications(held.map(({ id }) => id))) {
    const change = isTimed(row) ? (hasMoved ? chosenAnew(room, row, now) : {}) : { dueAt: now };
    if (change.dueAt === undefined || change.dueAt === row.dueAt) continue;
    store.update(row.id, change);
    room.alarm.wakeBy(change.dueAt);
  }
}

/** Whether a row waits for a moment that is chosen once: to decide it again is to ring, and quiet hours are asked then. */
function isTimed({ decision: { reason, numbers }, policy }: NotificationRow): boolean {
  // A digest that was carried over waits for a whole window more, whatever the hour.
  return policy !== null && (reason === 'moment' || reason === 'best-time' || numbers.carried !== undefined);
}

/** The same moment of the day where the member is now; at once when it is there. */
function chosenAnew(room: Room, row: NotificationRow, now: number): Partial<NotificationRow> {
  if (row.digestKey !== null) return {};
  const { candidate } = caseAgain(room, row, now, { for: 'slot' });
  const [chosen] = decideAll(TIMING, room.state.view(room.member, now), [{ candidate, now }]);
  const until = chosen?.decision.until ?? now;
  return { dueAt: earliest(until, row.expiresAt), decision: { ...row.decision, until } };
}

/** What chooses a moment, when something is first decided. */
const TIMING = [reachability, reachableChannels, moment, bestTime];

function momentsOf({ facts }: Room): string {
  const { quiet, digest, muteUntil } = facts.preferences();
  return JSON.stringify([facts.timezone(), quiet, digest, muteUntil]);
}

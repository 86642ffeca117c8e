import type { MemberProfile } from '../contract/member.ts';
import type { Preferences } from '../contract/preferences.ts';
import type { Room } from './room.ts';

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
  if (momentsOf(room) !== before && room.store.wakeHeld(now) > 0) room.alarm.wakeBy(now);
}

function momentsOf({ facts }: Room): string {
  const { quiet, digest, muteUntil } = facts.preferences();
  return JSON.stringify([facts.timezone(), quiet, digest, muteUntil]);
}

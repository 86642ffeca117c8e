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
export function writePreferences({ facts }: Room, { timezone, ...rest }: Preferences): void {
  const isInherited = facts.preferences().timezone === undefined && timezone === facts.timezone();
  facts.put('preferences', timezone === undefined || isInherited ? rest : { ...rest, timezone });
}

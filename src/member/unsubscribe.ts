import type { Preferences } from '../contract/preferences.ts';
import type { Choice } from '../contract/unsubscribe.ts';
import type { Room } from './room.ts';
import { writePreferences } from './settings.ts';

/** The settings of a member before and after what they chose, and their language (BCP 47) when it is known. */
export interface Chosen {
  readonly before: Preferences;
  readonly preferences: Preferences;
  readonly locale?: string;
}

/**
 * Writes what a member chose on the page of an unsubscribe link, and leaves the rest of their settings as they are. What
 * waits or is due is decided again before it goes out, so it follows. A repeat, and no choice at all, write nothing.
 */
export function choose(room: Room, choices: readonly Choice[], now: number): Chosen {
  const before = room.facts.preferences();
  if (choices.length > 0) writePreferences(room, choices.reduce(withChoice, before), now);
  const locale = room.facts.locale();
  return { before, preferences: room.facts.preferences(), ...(locale === undefined ? {} : { locale }) };
}

function withChoice(preferences: Preferences, choice: Choice): Preferences {
  const { channels, types } = preferences;
  const { channel } = choice;
  if ('everything' in choice) return { ...preferences, channels: { ...channels, [channel]: choice.everything } };
  // A type may have any name, `__proto__` too: it is looked up and written as a property of its own.
  const known = Object.hasOwn(types, choice.type) ? types[choice.type] : undefined;
  const changed = [choice.type, { ...known, [channel]: choice.setting }] as const;
  const others = Object.entries(types);
  const all = known ? others.map((entry) => (entry[0] === choice.type ? changed : entry)) : [...others, changed];
  return { ...preferences, types: Object.fromEntries(all) };
}

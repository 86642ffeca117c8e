import type { Content } from '../../contract/activity.ts';
import { cut, fillText, MOST, type Showing } from './fill-text.ts';

/** The texts that change as a group grows, and with whom they are shown to. */
export interface GroupTexts {
  readonly title: string;
  readonly body: string;
}

/** The texts of a notification by itself, as they are shown. */
export function ownTexts({ title, body, locale }: Content, showing: Showing): GroupTexts {
  const fill = (text: string) => fillText(text, {}, locale, showing);
  return { title: cut(fill(title), MOST.title), body: cut(fill(body), MOST.body) };
}

/**
 * What a group says: by itself its lead speaks; with more actors the newest one's `many`, its `{{count}}` (actors in
 * all) and `{{others}}` (all but the newest) filled in, or without one the newest one's texts and ` (+2)`.
 */
export function groupTexts(lead: Content, newest: Content, actors: number, showing: Showing): GroupTexts {
  if (actors <= 1) return ownTexts(lead, showing);
  const others = actors - 1;
  if (!newest.many) {
    const suffix = ` (+${others})`;
    const { title, body } = ownTexts(newest, showing);
    return { title: cut(title, MOST.title - suffix.length) + suffix, body };
  }
  const fill = (text: string) => fillText(text, { count: actors, others }, newest.locale, showing);
  return { title: cut(fill(newest.many.title), MOST.title), body: cut(fill(newest.many.body), MOST.body) };
}

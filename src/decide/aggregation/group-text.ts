import type { Content } from '../../contract/activity.ts';
import { cut, fillNumbers, MOST } from './fill-text.ts';

/** The texts that change as a group grows. */
export interface GroupTexts {
  readonly title: string;
  readonly body: string;
}

/**
 * What a group says: by itself its lead speaks; with more actors the newest one's `many`, its `{{count}}` (actors in
 * all) and `{{others}}` (all but the newest) filled in, or without one the newest one's texts and ` (+2)`.
 */
export function groupTexts(lead: Content, newest: Content, actors: number): GroupTexts {
  if (actors <= 1) return { title: lead.title, body: lead.body };
  const others = actors - 1;
  if (!newest.many) {
    const suffix = ` (+${others})`;
    return { title: cut(newest.title, MOST.title - suffix.length) + suffix, body: newest.body };
  }
  const fill = (text: string) => fillNumbers(text, { count: actors, others });
  return { title: cut(fill(newest.many.title), MOST.title), body: cut(fill(newest.many.body), MOST.body) };
}

import type { Content } from '../../contract/activity.ts';
import type { DigestPolicy } from '../../contract/policy.ts';
import { cut, fillNumbers, MOST } from './fill-text.ts';

/** What a digest says where it rings. */
export interface DigestTexts {
  readonly title: string;
  readonly body: string;
  readonly url: string;
}

/** Titles that a digest names; the rest is a number. */
const NAMED = 3;

/**
 * The texts of a digest of these items, the best first: its title with `{{count}}`, then their titles a line each. One
 * that has a single item says what the item says.
 */
export function digestTexts(digest: DigestPolicy, items: readonly Content[]): DigestTexts {
  const [only, ...others] = items;
  if (only && others.length === 0) return { title: only.title, body: only.body, url: only.url };
  const more = items.length - NAMED;
  // Each title keeps to its share, so that a long one does not take the number of the rest away.
  const lines = items.slice(0, NAMED).map(({ title }) => cut(title, MOST.title));
  return {
    title: cut(fillNumbers(digest.title, { count: items.length }), MOST.title),
    body: [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'),
    url: digest.url === '' ? (items[0]?.url ?? '') : digest.url,
  };
}

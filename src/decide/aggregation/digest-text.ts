import type { Content } from '../../contract/activity.ts';
import type { DigestPolicy } from '../../contract/policy.ts';
import { cut, fillText, MOST, type Showing } from './fill-text.ts';
import { ownTexts } from './group-text.ts';

/** What a digest says where it rings. */
export interface DigestTexts {
  readonly title: string;
  readonly body: string;
  readonly url: string;
}

/** Titles that a digest names; the rest is a number. */
const NAMED = 3;
const MORE = 'and {{count}} more';

/**
 * The texts of a digest of these items, the best first: its title with `{{count}}`, then their titles a line each. One
 * that has a single item says what the item says. The words are those of the item that carries it, when it has any: they
 * are in the member's language.
 */
export function digestTexts(
  digest: DigestPolicy,
  items: readonly Content[],
  carrier: Pick<Content, 'digest' | 'locale'>,
  showing: Showing,
): DigestTexts {
  const [only, ...others] = items;
  if (only && others.length === 0) return { ...ownTexts(only, showing), url: only.url };
  const rest = items.length - NAMED;
  const { title, more = MORE } = carrier.digest ?? digest;
  const language = carrier.digest ? carrier.locale : digest.locale;
  const fill = (text: string, count: number) => fillText(text, { count }, language, showing);
  // Each title keeps to its share, so that a long one does not take the number of the rest away.
  const lines = items.slice(0, NAMED).map((item) => ownTexts(item, showing).title);
  return {
    title: cut(fill(title, items.length), MOST.title),
    body: [...lines, ...(rest > 0 ? [fill(more, rest)] : [])].join('\n'),
    url: digest.url === '' ? (items[0]?.url ?? '') : digest.url,
  };
}

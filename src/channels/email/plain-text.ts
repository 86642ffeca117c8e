import { convert } from 'html-to-text';
import { lately } from './lately.ts';

/** HTML as text, for mail programs that show no HTML: links in brackets after their words, lists and headings as lines. */
export const plainTextOf = lately((html) => convert(html, OPTIONS).trim());

const OPTIONS = {
  // Lines are broken by whoever shows them; the encoding breaks the ones that are too long for the way there.
  wordwrap: false as const,
  limits: { maxInputLength: 100_000, maxDepth: 50, maxBaseElements: 10, maxChildNodes: 5_000 },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: false } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
};

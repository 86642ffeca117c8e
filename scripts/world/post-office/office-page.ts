import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { Kept, LetterChannel } from './letter.ts';
import { CHANNEL_WORDS, letterView } from './letter-view.ts';
import { officeScript } from './office-script.ts';
import { officeStyle } from './office-style.ts';
import { type Bundle, bundlesOf } from './quiet-run.ts';
import { quietRunView } from './quiet-run-view.ts';

/** Markup whose values are escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface OfficeModel {
  /** The newest first. */
  readonly letters: readonly Kept[];
  /** All that have come in since the start. */
  readonly counts: Readonly<Record<LetterChannel, number>>;
  /** The channel that is shown; all of them when undefined. */
  readonly channel: LetterChannel | undefined;
}

/** The page of the post office: one list, the newest first. It renews itself, with or without its script. */
export function officePage({ letters, counts, channel }: OfficeModel): Markup {
  // Beside other letters what comes by the second would be all there is to see.
  const bundles = channel === undefined ? bundlesOf(letters) : letters;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Post office</title>
<noscript><meta http-equiv="refresh" content="10"></noscript>
<style>${raw(officeStyle)}</style>
</head>
<body>
<header>
<h1>Post office</h1>
<p class="soft">What would leave this machine. Nothing here goes any further.</p>
<p id="state" role="status"></p>
<nav aria-label="Channels">
${tab('All', undefined, all, channel)}${tabs(counts, channel)}
</nav>
</header>
<main>
<ol id="letters">${bundles.map(itemView)}</ol>
<p class="none soft">Nothing has left yet. Post something on the demo page.</p>
</main>
<script>${raw(officeScript)}</script>
</body>
</html>
`;
}

/** Headers of the page: nothing from elsewhere, in no frame. Emails are in frames of it, and have styles of their own. */
export function officeHeaders(): Readonly<Record<string, string>> {
  const script = createHash('sha256').update(officeScript).digest('base64');
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src 'sha256-${script}'`,
      "style-src 'unsafe-inline'",
      "connect-src 'self'",
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
}

function tabs(counts: OfficeModel['counts'], chosen: LetterChannel | undefined): Markup[] {
  return Object.entries(CHANNEL_WORDS).map(([name, { many }]) => {
    const channel = name as LetterChannel;
    return tab(many, channel, counts[channel], chosen);
  });
}

function tab(words: string, channel: LetterChannel | undefined, count: number, chosen: LetterChannel | undefined) {
  const href = channel === undefined ? '/' : `/?channel=${channel}`;
  const current = channel === chosen ? raw(' aria-current="page"') : '';
  return html`<a href="${href}"${current}>${words} <span class="count" data-count="${channel ?? 'all'}">${count}</span></a>`;
}

function itemView(bundle: Bundle): Markup {
  if (!('letters' in bundle)) return html`<li id="letter-${bundle.id}">${letterView(bundle)}</li>`;
  return html`<li id="${bundle.id}" data-version="${bundle.letters[0].id}">${quietRunView(bundle)}</li>`;
}

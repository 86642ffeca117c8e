import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { pageStyle } from './page-style.ts';

/** Markup whose values are escaped. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** A whole page; `language` (BCP 47) is that of its words. */
export function page(language: string, title: string, content: Markup): Markup {
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title}</title>
<style>${raw(pageStyle)}</style>
</head>
<body>
<main>
${content}
</main>
</body>
</html>
`;
}

/**
 * Headers of every answer to a link with a token in it: no script, nothing from elsewhere, in no frame, kept nowhere,
 * found by nobody, and its address told to nobody.
 */
export function pageHeaders(): Readonly<Record<string, string>> {
  const style = createHash('sha256').update(pageStyle).digest('base64');
  return {
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src 'sha256-${style}'`,
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Robots-Tag': 'noindex, nofollow',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  };
}

import type { Partials } from '../../contract/template.ts';
import { enginesWith } from '../../platform/liquid/engine.ts';
import { htmlOf } from '../../platform/liquid/html.ts';
import { escapeHtml, escapeLink } from '../../platform/liquid/places.ts';
import { Slot } from '../../platform/liquid/slot.ts';
import { directionOf, layoutWords } from './words.ts';

/** Name of the partial that is put around every email of a tenant. */
export const EMAIL_LAYOUT = 'email_layout';

/** What a layout knows. */
export interface LayoutValues {
  /** HTML of the email's own text, safe already. */
  readonly content: string;
  readonly subject: string;
  /** What lists of messages show beside the subject. */
  readonly preview: string;
  /** Where one hears no more of this; not of what is urgent. */
  readonly unsubscribe?: string;
  /** Where one chooses what to hear of. */
  readonly preferences?: string;
  readonly locale: string;
}

/** A whole email: in the layout of the tenant, or in the built-in one when there is none or it cannot be rendered. */
export function laidOut(values: LayoutValues, partials: Partials): string {
  try {
    return layoutOf(partials, values) ?? builtIn(values);
  } catch {
    return builtIn(values);
  }
}

/**
 * The same in the layout of the tenant; undefined when there is none, or when it does not show the content. Throws a
 * `LiquidError` when it cannot be rendered.
 */
export function layoutOf(partials: Partials, { content, ...others }: LayoutValues): string | undefined {
  const source = Object.hasOwn(partials, EMAIL_LAYOUT) ? partials[EMAIL_LAYOUT] : undefined;
  if (source === undefined) return undefined;
  const parts = engineOf(partials).render(source, { ...others, content: CONTENT }, others.locale);
  const html = htmlOf(parts);
  return html.includes(CONTENT.spelling) ? html.replaceAll(CONTENT.spelling, () => content) : undefined;
}

/** A slot, because no value can be spelled as one. */
const CONTENT = new Slot(['content']);
/** Filters of LiquidJS alone: a layout has no numbers or dates of an event. */
const engineOf = enginesWith(() => ({}));

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";

/**
 * One column that is as wide as it can be read. It sets no colours of its own but the button’s and greys that are half
 * transparent: mail programs then show it light or dark as the reader has it.
 */
function builtIn({ content, subject, preview, unsubscribe, preferences, locale }: LayoutValues): string {
  const words = layoutWords(locale);
  const link = (url: string | undefined, says: string) =>
    url === undefined ? [] : [`<a href="${escapeLink(url)}" style="color:inherit">${escapeHtml(says)}</a>`];
  const links = [...link(unsubscribe, words.unsubscribe), ...link(preferences, words.preferences)];
  const footer =
    links.length === 0
      ? ''
      : `<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid rgba(128,128,128,.35);font-size:13px;opacity:.75">${links.join(' · ')}</p>`;
  const shown =
    preview === ''
      ? ''
      : `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(preview)}</div>`;
  return [
    '<!doctype html>',
    `<html lang="${escapeHtml(locale)}" dir="${directionOf(locale)}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subject)}</title>`,
    '</head>',
    `<body style="margin:0;padding:0;${FONT}">`,
    shown,
    `<div style="max-width:600px;margin:0 auto;padding:24px 20px;font-size:16px;line-height:1.5">`,
    content,
    footer,
    '</div>',
    '</body>',
    '</html>',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

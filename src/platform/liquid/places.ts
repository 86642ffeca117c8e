/** Where a text stands: what a value must not break out of. */
export type Place = 'text' | 'url' | 'html' | 'json';

/** A part of a rendered text: its author's own words, or a value of the event. */
export type Part = { readonly literal: string } | { readonly value: string };

/** The parts of a text put together, each value escaped for the place. */
export function inPlace(parts: readonly Part[], place: Place): string {
  let text = '';
  for (const part of parts) text += 'literal' in part ? part.literal : escaped(part.value, place, text);
  return place === 'url' ? safeUrl(text) : text;
}

/**
 * A link as it may be shown and opened: by http or https, or relative to the app; else nothing. Nothing that a browser
 * would read as another scheme or another host, whatever it leaves out or turns around when it reads a link.
 */
export function safeUrl(text: string): string {
  // Browsers take tabs and line breaks out of links, and what is before or after them.
  const link = text.replace(/[\t\n\r]/g, '').replace(/^[\0-\x20]+|[\0-\x20]+$/g, '');
  if (/^[\\/]{2}/.test(link)) return '';
  const [, scheme] = /^([^/?#\\]*?):/.exec(link) ?? [];
  if (scheme === undefined) return link;
  return /^https?$/i.test(scheme) && /^https?:\/\/[^/\\]/i.test(link) && URL.canParse(link) ? link : '';
}

function escaped(value: string, place: Place, before: string): string {
  switch (place) {
    case 'text':
      return value;
    case 'url':
      // A link that begins with a value is that value: an item's own.
      return before === '' ? value : encodeURIComponent(value);
    case 'html':
      return escapeHtml(value);
    case 'json':
      // Inside of quotation marks; and of a script, which `</` and the two line ends of JavaScript would end.
      return JSON.stringify(value)
        .slice(1, -1)
        .replace(/[<\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  }
}

/** A text as HTML, in an element or between the quotation marks of an attribute; no brace of it opens a slot. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`={]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A link between the quotation marks of an attribute: as plain as can be, for programs that read HTML less than well. */
export function escapeLink(link: string): string {
  return link
    .replace(/["'`<>{}\s]/g, (character) => (character === "'" ? '%27' : encodeURIComponent(character)))
    .replaceAll('&', '&amp;');
}

import { html } from 'hono/html';
import type { Markup } from './office-page.ts';

/** A text with its web addresses as links; what ends a sentence does not belong to an address. */
export function linked(text: string): (string | Markup)[] {
  return text
    .split(/(https?:\/\/[^\s<>"')\]]*[^\s<>"')\].,;:!?])/)
    .map((part, place) => (place % 2 === 0 ? part : link(part, part)));
}

/** Slack's own markup as it is read: links are links, what is bold is plain, entities are characters. */
export function slackWords(text: string): (string | Markup)[] {
  return text.split(/<(https?:\/\/[^<>|]+(?:\|[^<>]*)?)>/).map((part, place) => {
    if (place % 2 === 0) return unescaped(part.replaceAll('*', ''));
    const [address = '', words = address] = part.split('|');
    return link(unescaped(address), unescaped(words));
  });
}

function link(address: string, words: string): Markup {
  return html`<a href="${address}" target="_blank" rel="noopener noreferrer">${words}</a>`;
}

/** Slack escapes these three and no others; the ampersand last, or an escaped entity would be read twice. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

import { html, type TemplateResult } from 'lit';

/** A text of the document, with what stands in backquotes as code. */
export function richText(text: string): TemplateResult {
  const parts = text.split('`');
  return html`${parts.map((part, place) => (place % 2 === 1 ? html`<code>${part}</code>` : part))}`;
}

/** A path that may break after each slash, so that it fits into narrow places. */
export function pathText(path: string): TemplateResult {
  return html`${path.split(/(?<=\/)/).map((part) => html`<wbr />${part}`)}`;
}

import { fillText, type Showing } from '../../src/decide/aggregation/fill-text.ts';
import { renderContent } from '../../src/ingest/render.ts';
import { anEvent } from './samples.ts';

const AT = Date.parse('2026-11-22T20:30:00Z');

/** To a member without a language, five minutes after it was rendered. */
export const showing: Showing = { locale: undefined, timezone: 'UTC', now: AT + 5 * 60_000 };

/** A template of empty texts but for what is said. */
export function template(more: object) {
  return { title: '', body: '', url: '', ...more };
}

/** An event of Ada's with these values. */
export function payload(more: object) {
  return anEvent({ data: { recipients: ['a'], actor: 'Ada', payload: { ...more } } });
}

/** A title as it is rendered, what is filled in later left open. */
export function title(source: string, values: object = {}, partials = {}): string {
  return renderContent(template({ title: source }), payload(values), { at: AT, partials }).title;
}

/** A title of a language as a member sees it. */
export function shown(source: string, values: object = {}, to: Partial<Showing> = {}, locale = 'en'): string {
  const content = renderContent(template({ title: source, locale }), payload(values), { at: AT });
  return fillText(content.title, {}, locale, { ...showing, ...to });
}

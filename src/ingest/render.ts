import type { Content } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import type { Template } from '../contract/notification-type.ts';

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
/** What a member's row keeps of each text, in characters. */
const MOST = { title: 200, body: 1_000, url: 2_000 } as const;

/**
 * Fills a type's template with `{{actor}}`, `{{item.…}}`, `{{payload.…}}` and `{{type}}` of an event, once for all its
 * recipients. A name that is not there becomes nothing; values are text and are never read as a template again.
 */
export function renderContent(template: Template, event: CloudEvent): Content {
  const { actor, item, payload } = event.data;
  const scope = { type: event.type, actor, item, payload };
  const fill = (text: string, most: number) =>
    cut(
      text.replace(PLACEHOLDER, (_all, path: string) => textAt(scope, path.split('.'))),
      most,
    );
  const { icon, image } = template;
  return {
    title: fill(template.title, MOST.title),
    body: fill(template.body, MOST.body),
    url: fill(template.url === '' ? (item?.url ?? '') : template.url, MOST.url),
    ...(icon === undefined ? {} : { icon: fill(icon, MOST.url) }),
    ...(image === undefined ? {} : { image: fill(image, MOST.url) }),
  };
}

function textAt(scope: unknown, path: readonly string[]): string {
  let value = scope;
  for (const name of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return '';
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).toWellFormed()
    : '';
}

/** Cuts between characters, never inside one. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${[...text].slice(0, most - 1).join('')}…`;
}

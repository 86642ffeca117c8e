import type { Content } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import { Identifier } from '../contract/identifier.ts';
import type { Template } from '../contract/notification-type.ts';
import { sha256Hex } from '../platform/hash.ts';
import { valueAt } from './value-at.ts';

const PLACEHOLDER = /\{\{\s*([\w.-]+)\s*\}\}/g;
/** What the member's object fills in when it shows a group. */
const OF_A_GROUP = /\{\{\s*(count|others)\s*\}\}/;
/** Invisible and of no width; between two braces it makes them no placeholder. */
const WORD_JOINER = '\u2060';
/** What a member's row keeps of each text, in characters. */
const MOST = { title: 200, body: 1_000, url: 2_000 } as const;

/**
 * Fills a type's template with `{{actor}}`, `{{item.…}}`, `{{payload.…}}` and `{{type}}` of an event, once for all its
 * recipients. A name that is not there becomes nothing; values are text and are never read as a template again.
 */
export function renderContent(template: Template, event: CloudEvent): Content {
  const scope = scopeOf(event);
  const text = (of: string, most: number) => cut(fill(of, scope), most);
  const { icon, image, actions, many } = template;
  return {
    title: text(template.title, MOST.title),
    body: text(template.body, MOST.body),
    url: text(template.url === '' ? (event.data.item?.url ?? '') : template.url, MOST.url),
    ...(icon === undefined ? {} : { icon: text(icon, MOST.url) }),
    ...(image === undefined ? {} : { image: text(image, MOST.url) }),
    ...(actions === undefined
      ? {}
      : {
          actions: actions.map(({ id, title, url }) => ({
            id,
            title: text(title, MOST.title),
            url: text(url, MOST.url),
          })),
        }),
    ...(many === undefined
      ? {}
      : { many: { title: fillGroup(many.title, scope, MOST.title), body: fillGroup(many.body, scope, MOST.body) } }),
  };
}

/**
 * Fills in the text by which events are told apart or put together (a thread, a group); undefined when nothing of it
 * is there. What is no id, being too long for one, goes by its hash.
 */
export function renderKey(text: string, event: CloudEvent): string | undefined {
  const key = fill(text, scopeOf(event)).trim();
  if (key === '') return undefined;
  return Identifier.safeParse(key).success ? key : sha256Hex(key);
}

/** A text of a group keeps `{{count}}` and `{{others}}` of its template; the like of them in a value stays a value. */
function fillGroup(text: string, scope: object, most: number): string {
  const filled = text
    .split(OF_A_GROUP)
    .map((part, index) =>
      index % 2 === 1 ? `{{${part}}}` : fill(part, scope).replaceAll(/\{(?=\{)/g, `{${WORD_JOINER}`),
    )
    .join('');
  // A placeholder that the cut goes through is left out.
  return filled.length <= most ? filled : cut(filled, most).replace(/\{\{?[a-z]*\}?…$/, '…');
}

function scopeOf({ type, data: { actor, item, payload } }: CloudEvent): object {
  return { type, actor, item, payload };
}

function fill(text: string, scope: object): string {
  return text.replace(PLACEHOLDER, (_all, path: string) => textAt(scope, path.split('.')));
}

function textAt(scope: unknown, path: readonly string[]): string {
  const value = valueAt(scope, path);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).toWellFormed()
    : '';
}

/** Cuts between characters, never inside one. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${[...text].slice(0, most - 1).join('')}…`;
}

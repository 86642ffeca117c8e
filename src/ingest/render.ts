import type { Content, LocaleContent } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import { Identifier } from '../contract/identifier.ts';
import { DEFAULT_LOCALE, localeFor } from '../contract/locale.ts';
import type { Template } from '../contract/notification-type.ts';
import type { Partials } from '../contract/template.ts';
import { sha256Hex } from '../platform/hash.ts';
import type { Engine } from '../platform/liquid/engine.ts';
import { inPlace, safeUrl } from '../platform/liquid/places.ts';
import { Slot } from '../platform/liquid/slot.ts';
import { log, messageOf } from '../platform/log.ts';
import { messageTexts } from './render-email.ts';
import { engineOf } from './templates/engine.ts';
import { linkOf, textOf, withoutSlots } from './templates/text.ts';

/** What a member's row keeps of each text, in characters. */
const MOST = { title: 200, body: 1_000, url: 2_000 } as const;
/** Characters of JSON that the texts of an event in other languages may have: they travel with every candidate. */
const MOST_LOCALES_LENGTH = 24_000;
/** The same of emails, which are longer, and of short messages. */
const MOST_MESSAGES_LENGTH = 60_000;
const COUNT = new Slot('count');
const OTHERS = new Slot('others');

/** What texts are rendered with beside the event. */
export interface Rendering {
  readonly partials?: Partials | undefined;
  /** The tenant's default language. */
  readonly locale?: string | undefined;
  /** When it happened, ms since the epoch: `{{at}}`. */
  readonly at?: number;
}

/**
 * Fills a type's template with `{{actor}}`, `{{item.…}}`, `{{payload.…}}`, `{{type}}` and `{{at}}` of an event, once for
 * all its recipients, in every language that it has. A name that is not there becomes nothing; values are text and are
 * never read as a template again. What cannot be rendered falls back to its words without values, a title to the name of
 * the type: no notification is lost for its text.
 */
export function renderContent(template: Template, event: CloudEvent, rendering: Rendering = {}): Content {
  const scope = scopeOf(event, rendering.at);
  const language = template.locale ?? DEFAULT_LOCALE;
  const by = writer(engineOf(rendering.partials), scope, language);
  const tried = <Value>(what: string, write: () => Value) => kept(event.type, what, write);
  const { icon, image, actions, many } = template;
  const title = (of: string, what: string) =>
    tried(what, () => by.text(of, MOST.title)) ?? textOf([{ literal: wordsOf(of) || event.type }], MOST.title, false);
  const link = (of: string, what: string) => tried(what, () => by.link(of)) ?? '';
  const pictures = { icon: icon && link(icon, 'icon'), image: image && link(image, 'image') };
  const group = many && tried('many', () => manyOf(by, many));
  return {
    title: title(template.title, 'title'),
    body: tried('body', () => by.text(template.body, MOST.body)) ?? wordsOf(template.body).slice(0, MOST.body),
    url: template.url === '' ? safeUrl(event.data.item?.url ?? '') : link(template.url, 'url'),
    ...(pictures.icon === undefined ? {} : { icon: pictures.icon }),
    ...(pictures.image === undefined ? {} : { image: pictures.image }),
    ...(actions === undefined
      ? {}
      : {
          actions: actions.map(({ id, title: says, url }) => ({
            id,
            title: tried('action', () => by.plain(says, MOST.title)) ?? wordsOf(says),
            url: link(url, 'action'),
          })),
        }),
    ...(group === undefined ? {} : { many: group }),
    ...messageTexts(template, (source) => by.engine.render(source, scope, language), tried),
    ...(template.locale === undefined ? {} : { locale: template.locale }),
    ...localesOf(template, event, rendering, scope),
  };
}

/**
 * Fills in the text by which events are told apart or put together (a thread, a group); undefined when nothing of it
 * is there. What is no id, being too long for one, goes by its hash.
 */
export function renderKey(text: string, event: CloudEvent): string | undefined {
  const render = () => inPlace(withoutSlots(engineOf().render(text, scopeOf(event), DEFAULT_LOCALE)), 'text').trim();
  const key = kept(event.type, 'key', render) ?? '';
  if (key === '') return undefined;
  return Identifier.safeParse(key).success ? key : sha256Hex(key);
}

/** A text of a digest, which knows nothing but how many it has. */
export function renderDigestText(text: string, type: string, locale = DEFAULT_LOCALE): string {
  const render = () => textOf(engineOf().render(text, { count: COUNT }, locale), MOST.title, true);
  return kept(type, 'digest', render) ?? (wordsOf(text) || type);
}

/** The texts in the other languages, as far as they can be rendered and there is room for them. */
function localesOf(
  { locale = DEFAULT_LOCALE, locales }: Template,
  event: CloudEvent,
  rendering: Rendering,
  scope: object,
): Pick<Content, 'locales' | 'defaultLocale'> {
  if (!locales) return {};
  const written: Record<string, LocaleContent> = {};
  let room = MOST_LOCALES_LENGTH;
  let roomOfMessages = MOST_MESSAGES_LENGTH;
  for (const [tag, of] of Object.entries(locales)) {
    const by = writer(engineOf(rendering.partials), scope, tag);
    const at = `locales.${tag}`;
    const texts = kept(event.type, at, () => localeOf(by, of, tag));
    room -= texts ? JSON.stringify(texts).length : 0;
    if (room < 0) log('warn', 'template.no-room', { type: event.type, locale: tag });
    if (room < 0) break;
    if (!texts) continue;
    const render = (source: string) => by.engine.render(source, scope, tag);
    const messages = messageTexts(of, render, (what, write) => kept(event.type, `${at}.${what}`, write));
    roomOfMessages -= JSON.stringify(messages).length - 2;
    if (roomOfMessages < 0) log('warn', 'template.no-room', { type: event.type, locale: tag, what: 'email' });
    written[tag] = roomOfMessages < 0 ? texts : { ...texts, ...messages };
  }
  const chosen = localeFor(rendering.locale, [locale, ...Object.keys(written)]);
  return {
    locales: written,
    ...(chosen !== undefined && Object.hasOwn(written, chosen) ? { defaultLocale: chosen } : {}),
  };
}

function localeOf(by: Writer, texts: NonNullable<Template['locales']>[string], tag: string): LocaleContent {
  const { title, body, url, many, actions, digest } = texts;
  const inDigest = (text: string) => textOf(by.engine.render(text, { count: COUNT }, tag), MOST.title, true);
  return {
    title: by.text(title, MOST.title),
    body: by.text(body, MOST.body),
    ...(url === undefined ? {} : { url: by.link(url) }),
    ...(many && { many: manyOf(by, many) }),
    ...(actions && {
      actions: Object.fromEntries(Object.entries(actions).map(([id, says]) => [id, by.plain(says, MOST.title)])),
    }),
    ...(digest && {
      digest: { title: inDigest(digest.title), ...(digest.more === undefined ? {} : { more: inDigest(digest.more) }) },
    }),
  };
}

/** What writes the texts of one event in one language. */
interface Writer {
  readonly engine: Engine;
  readonly text: (source: string, most: number) => string;
  /** The same, and nothing in it is filled in later. */
  readonly plain: (source: string, most: number) => string;
  readonly link: (source: string) => string;
  readonly group: (source: string, most: number) => string;
}

function writer(engine: Engine, scope: object, locale: string): Writer {
  const render = (source: string) => engine.render(source, scope, locale);
  return {
    engine,
    text: (source, most) => textOf(render(source), most, false),
    plain: (source, most) => textOf(withoutSlots(render(source)), most, false),
    link: (source) => linkOf(render(source), MOST.url),
    group: (source, most) =>
      textOf(engine.render(source, { ...scope, count: COUNT, others: OTHERS }, locale), most, true),
  };
}

function manyOf(by: Writer, { title, body }: { readonly title: string; readonly body: string }) {
  return { title: by.group(title, MOST.title), body: by.group(body, MOST.body) };
}

function scopeOf({ type, data: { actor, item, payload } }: CloudEvent, at?: number): object {
  return { type, actor, item, payload, ...(at === undefined ? {} : { at: new Date(at).toISOString() }) };
}

/** A source without what would be filled in. */
function wordsOf(source: string): string {
  return source
    .replace(/\{\{.*?\}\}|\{%.*?%\}/gs, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** What was written, or nothing when that fails; the failure is told, without any text. */
function kept<Value>(type: string, what: string, write: () => Value): Value | undefined {
  try {
    return write();
  } catch (error) {
    log('warn', 'template.failed', { type, what, reason: messageOf(error) });
    return undefined;
  }
}

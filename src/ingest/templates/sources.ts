import type { StoredType, TypeDefinition } from '../../contract/notification-type.ts';

/** What a source becomes: a text, a text of a group or of a digest, a link, HTML, or what tells stories apart. */
export type Use = 'text' | 'group' | 'digest' | 'link' | 'html' | 'key';

/** A source of a type, by its place in the definition. */
export interface Source {
  readonly path: string;
  readonly source: string;
  readonly use: Use;
  /** The language of its words; that of the template when it does not say. */
  readonly locale?: string;
}

type Own = [path: string, source: string | undefined, use: Use];

/** Every source that a type has. */
export function sourcesOf({ template, thread, collapse, digest }: TypeDefinition): Source[] {
  const { title, body, url, icon, image, actions = [], many, locales = {} } = template;
  const own: Own[] = [
    ['template.title', title, 'text'],
    ['template.body', body, 'text'],
    ['template.url', url, 'link'],
    ['template.icon', icon, 'link'],
    ['template.image', image, 'link'],
    ...actions.flatMap((action, index): Own[] => [
      [`template.actions.${index}.title`, action.title, 'text'],
      [`template.actions.${index}.url`, action.url, 'link'],
    ]),
    ['template.many.title', many?.title, 'group'],
    ['template.many.body', many?.body, 'group'],
    ...messages('template', template),
    ['thread', thread, 'key'],
    ['collapse.key', collapse?.key, 'key'],
    ['digest.title', digest?.title, 'digest'],
    ['digest.more', digest?.more, 'digest'],
    ['digest.url', digest?.url, 'link'],
  ];
  const translated = Object.entries(locales).flatMap(([locale, texts]) => {
    const at = `template.locales.${locale}`;
    const each: Own[] = [
      [`${at}.title`, texts.title, 'text'],
      [`${at}.body`, texts.body, 'text'],
      [`${at}.url`, texts.url, 'link'],
      ...Object.entries(texts.actions ?? {}).map(([id, says]): Own => [`${at}.actions.${id}`, says, 'text']),
      [`${at}.many.title`, texts.many?.title, 'group'],
      [`${at}.many.body`, texts.many?.body, 'group'],
      ...messages(at, texts),
      [`${at}.digest.title`, texts.digest?.title, 'digest'],
      [`${at}.digest.more`, texts.digest?.more, 'digest'],
    ];
    return written(each).map((source) => ({ ...source, locale }));
  });
  return [...written(own), ...translated];
}

/** Whether a text of a type uses partials, so that they have to be known. */
export function usesPartials(type: StoredType): boolean {
  const known = using.get(type);
  if (known !== undefined) return known;
  const uses = sourcesOf(type).some(({ source }) => /\{%-?\s*(?:render|layout)\b/.test(source));
  using.set(type, uses);
  return uses;
}

function messages(at: string, { email, sms }: Pick<TypeDefinition['template'], 'email' | 'sms'>): Own[] {
  return [
    [`${at}.email.subject`, email?.subject, 'text'],
    [`${at}.email.preview`, email?.preview, 'text'],
    [`${at}.email.html`, email?.html, 'html'],
    [`${at}.email.text`, email?.text, 'text'],
    [`${at}.sms`, sms, 'text'],
  ];
}

const using = new WeakMap<StoredType, boolean>();

function written(of: readonly Own[]): Source[] {
  return of.flatMap(([path, source, use]) => (source === undefined || source === '' ? [] : [{ path, source, use }]));
}

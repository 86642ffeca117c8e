import type { Content } from '../contract/activity.ts';
import { DEFAULT_LOCALE, localeFor } from '../contract/locale.ts';

/**
 * The texts that a member's row keeps of those that travelled: in the member's language, else in the tenant's default
 * one, else as the template itself has them. What that language has no text for is not taken from another one.
 */
export function contentFor(content: Content, locale: string | undefined): Content {
  const { locales, defaultLocale, ...own } = content;
  if (!locales) return content;
  const language = own.locale ?? DEFAULT_LOCALE;
  const chosen = localeFor(locale, [language, ...Object.keys(locales)]) ?? defaultLocale ?? language;
  const texts = Object.hasOwn(locales, chosen) ? locales[chosen] : undefined;
  if (!texts) return own;
  const { many: _many, digest: _digest, actions, ...rest } = own;
  const { actions: titles = {}, ...said } = texts;
  return {
    ...rest,
    ...said,
    ...(actions && { actions: actions.map((each) => ({ ...each, title: titles[each.id] ?? each.title })) }),
    locale: chosen,
  };
}

import type { Content } from '../contract/activity.ts';
import type { ChannelName } from '../contract/channel.ts';
import { DEFAULT_LOCALE, localeFor } from '../contract/locale.ts';

/**
 * The texts that a member's row keeps of those that travelled: in the member's language, else in the tenant's default
 * one, else as the template itself has them. What that language has no text for is not taken from another one, and what
 * would go by a channel that is none of `channels` is not kept.
 */
export function contentFor(content: Content, locale: string | undefined, channels?: readonly ChannelName[]): Content {
  const { email, sms, ...texts } = inLanguage(content, locale);
  const isKept = (channel: ChannelName) => channels?.includes(channel) ?? true;
  return {
    ...texts,
    ...(email !== undefined && isKept('email') ? { email } : {}),
    ...(sms !== undefined && isKept('sms') ? { sms } : {}),
  };
}

function inLanguage(content: Content, locale: string | undefined): Content {
  const { locales, defaultLocale, ...own } = content;
  if (!locales) return content;
  const language = own.locale ?? DEFAULT_LOCALE;
  const chosen = localeFor(locale, [language, ...Object.keys(locales)]) ?? defaultLocale ?? language;
  const texts = Object.hasOwn(locales, chosen) ? locales[chosen] : undefined;
  if (!texts) return own;
  const { many: _many, digest: _digest, email: _email, sms: _sms, actions, ...rest } = own;
  const { actions: titles = {}, ...said } = texts;
  return {
    ...rest,
    ...said,
    ...(actions && { actions: actions.map((each) => ({ ...each, title: titles[each.id] ?? each.title })) }),
    locale: chosen,
  };
}

import type { Content } from '../../contract/activity.ts';
import { DEFAULT_LOCALE } from '../../contract/locale.ts';
import type { StoredType, TypeDefinition } from '../../contract/notification-type.ts';
import type { Partials } from '../../contract/template.ts';
import type { TenantSettings } from '../../contract/tenant.ts';
import type { PreviewBody, PreviewTexts, TypePreview } from '../../contract/type-preview.ts';
import { digestTexts } from '../../decide/aggregation/digest-text.ts';
import type { Showing } from '../../decide/aggregation/fill-text.ts';
import { groupTexts, ownTexts } from '../../decide/aggregation/group-text.ts';
import { contentFor } from '../../member/content-for.ts';
import { ofOne } from '../../member/group.ts';
import { policyOf } from '../policy.ts';
import { renderContent } from '../render.ts';

/**
 * The texts of a type in each of its languages as members would read them of a sample, by the very code that writes
 * them; sends nothing. `now` is ms since the epoch.
 */
export function previewType(
  name: string,
  definition: TypeDefinition,
  { data, time, count, locale, timezone }: PreviewBody,
  settings: TenantSettings,
  partials: Partials,
  now: number,
): TypePreview {
  const event = { id: 'preview', source: 'preview', type: name, data };
  const at = time === undefined ? now : Date.parse(time);
  const content = renderContent(definition.template, event, { at, partials, locale: settings.locale });
  const type: StoredType = { ...definition, name, version: 0, updatedAt: '' };
  const { digest } = policyOf(type, settings);
  const languages = [definition.template.locale ?? DEFAULT_LOCALE, ...Object.keys(content.locales ?? {})];
  const textsIn = (language: string, own: Content): PreviewTexts => {
    const showing: Showing = { locale: locale ?? language, timezone, now };
    const { url, icon, image, actions } = own;
    const { email, sms } = ofOne(own, showing);
    const items = Array.from({ length: count }, () => own);
    const inDigest = digest && (own.digest || definition.digest) && digestTexts(digest, items, own, showing);
    return {
      locale: language,
      ...ownTexts(own, showing),
      url,
      ...(icon === undefined ? {} : { icon }),
      ...(image === undefined ? {} : { image }),
      ...(actions === undefined ? {} : { actions: [...actions] }),
      ...(email ? { email } : {}),
      ...(sms === undefined ? {} : { sms }),
      many: groupTexts(own, own, count, showing),
      ...(inDigest ? { digest: { title: inDigest.title, body: inDigest.body } } : {}),
    };
  };
  return {
    items: languages.map((language) => textsIn(language, contentFor(content, language))),
    reader: contentFor(content, locale).locale ?? DEFAULT_LOCALE,
  };
}

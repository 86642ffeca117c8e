import { z } from '@hono/zod-openapi';

/** A language, and where it is spoken: BCP 47. */
export const Locale = z
  .string()
  .max(35)
  .refine((tag) => canonicalLocale(tag) !== undefined, 'must be a BCP 47 language tag such as en-GB');

/** The language of texts that do not say theirs. */
export const DEFAULT_LOCALE = 'en';

/** A tag as it is spelled properly (`de-AT`); undefined when it is none. */
export function canonicalLocale(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/**
 * Which of these locales somebody gets who wants another one: that very one, else what is left of it when it is cut
 * from its end (`de-AT`, then `de`: the lookup of RFC 4647). Undefined when there is none.
 */
export function localeFor(wanted: string | undefined, available: readonly string[]): string | undefined {
  const byTag = new Map(available.map((each) => [canonicalLocale(each), each]));
  for (let tag = wanted && canonicalLocale(wanted); tag; tag = tag.replace(/(?:^|(?:-[^-])?-)[^-]*$/, '')) {
    const found = byTag.get(tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

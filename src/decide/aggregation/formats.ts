import { DEFAULT_LOCALE } from '../../contract/locale.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The largest unit of which there is at least one, and the rest in the smallest. */
const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, millis: number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['week', 7 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
];
const MOMENTS: Readonly<Record<'date' | 'time' | 'datetime', Intl.DateTimeFormatOptions>> = {
  date: { dateStyle: 'long' },
  time: { timeStyle: 'short' },
  datetime: { dateStyle: 'medium', timeStyle: 'short' },
};
/** Formatters that are kept; to make one takes longer than to use it a hundred times. */
const MOST_KEPT = 200;

/** `1,234.5`. */
export function formatNumber(number: number, locale: string): string {
  return kept(`n ${locale}`, () => new Intl.NumberFormat(sound(locale))).format(number);
}

/** `25%` of 0.25. */
export function formatPercent(number: number, locale: string): string {
  const options = { style: 'percent', maximumFractionDigits: 1 } as const;
  return kept(`% ${locale}`, () => new Intl.NumberFormat(sound(locale), options)).format(number);
}

/** `€12.50`; three capital letters that are no currency stand for themselves. */
export function formatCurrency(number: number, locale: string, currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return formatNumber(number, locale);
  const options = { style: 'currency', currency } as const;
  return kept(`c ${currency} ${locale}`, () => new Intl.NumberFormat(sound(locale), options)).format(number);
}

/** A moment (ms since the epoch) as a clock and a calendar in the zone show it; nothing of one beyond all calendars. */
export function formatMoment(
  at: number,
  style: 'date' | 'time' | 'datetime',
  locale: string,
  timeZone: string,
): string {
  if (Number.isNaN(new Date(at).getTime())) return '';
  const options = { ...MOMENTS[style], timeZone };
  return kept(`${style} ${timeZone} ${locale}`, () => new Intl.DateTimeFormat(sound(locale), options)).format(at);
}

/** `5 minutes ago`, `tomorrow`. */
export function formatRelative(at: number, now: number, locale: string): string {
  const [unit, millis] = UNITS.find(([, each]) => Math.abs(at - now) >= each) ?? (['second', SECOND] as const);
  const format = kept(`r ${locale}`, () => new Intl.RelativeTimeFormat(sound(locale), { numeric: 'auto' }));
  return format.format(Math.trunc((at - now) / millis), unit);
}

/** Of `[category, text, category, text, …]` the text for a number in a language; `other` has one always. */
export function pluralOf(number: number, forms: readonly string[], locale: string): string {
  const category = kept(`p ${locale}`, () => new Intl.PluralRules(sound(locale))).select(number);
  const textOf = (name: string) => forms.find((_text, index) => index % 2 === 1 && forms[index - 1] === name);
  return textOf(category) ?? textOf('other') ?? '';
}

const formatters = new Map<string, unknown>();

function kept<Formatter>(key: string, make: () => Formatter): Formatter {
  const known = formatters.get(key) as Formatter | undefined;
  if (known) return known;
  const made = make();
  formatters.set(key, made);
  for (const oldest of formatters.keys()) {
    if (formatters.size <= MOST_KEPT) break;
    formatters.delete(oldest);
  }
  return made;
}

/** A product may tell of a member's language what is no tag. */
function sound(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? DEFAULT_LOCALE;
  } catch {
    return DEFAULT_LOCALE;
  }
}

import { DEFAULT_LOCALE } from '../../contract/locale.ts';
import { formatCurrency, formatMoment, formatNumber, formatPercent, formatRelative, pluralOf } from './formats.ts';

/** What a member's row keeps of each text, in characters: what is filled in later keeps to it too. */
export const MOST = { title: 200, body: 1_000 } as const;

/** To whom, where and when a text is shown. */
export interface Showing {
  /** The member's language (BCP 47), when it is known. */
  readonly locale?: string | undefined;
  /** IANA. */
  readonly timezone: string;
  /** ms since the epoch. */
  readonly now: number;
}

const SLOT = /\{\{\s*(\w+)\s*\}\}|\{\{(\[[^{}]*\])\}\}/g;

/**
 * Fills in what is known only when a text is shown: `{{count}}` by its number, and what JSON between two braces asks for:
 * `["plural", count, category, text, …]`, `["number", number, style?, currency?]`, `["date" | "time" | "datetime" |
 * "relative", ms]`. A number may go by its name. A name that is not there stays as it is, for it may be part of a text
 * of the event. One pass: what is filled in is never read as a template again. Words go by the language of the text, and
 * so does the rest unless the member reads the same language elsewhere (`en-GB`).
 */
export function fillText(
  text: string,
  numbers: Readonly<Record<string, number>>,
  language: string | undefined,
  showing: Showing,
): string {
  if (!text.includes('{{')) return text;
  const words = language ?? DEFAULT_LOCALE;
  const formats = { locale: formatLocale(words, showing.locale), timezone: showing.timezone, now: showing.now };
  const numberOf = (of: unknown) =>
    typeof of === 'number' ? of : Object.hasOwn(numbers, String(of)) ? numbers[String(of)] : undefined;
  return text.replace(SLOT, (all, name: string | undefined, json: string | undefined) => {
    if (name !== undefined)
      return Object.hasOwn(numbers, name) ? formatNumber(numbers[name] ?? 0, formats.locale) : all;
    const [kind, of, ...more] = listOf(json ?? '');
    const number = numberOf(of);
    return number === undefined ? all : (filled(kind, number, more.map(String), words, formats) ?? all);
  });
}

type Formats = Showing & { readonly locale: string };

function filled(
  kind: unknown,
  number: number,
  [style = '', ...more]: readonly string[],
  words: string,
  { locale, timezone, now }: Formats,
): string | undefined {
  switch (kind) {
    case 'plural':
      return pluralOf(number, [style, ...more], words);
    case 'number':
      if (style === 'currency') return formatCurrency(number, locale, more[0] ?? '');
      return style === 'percent' ? formatPercent(number, locale) : formatNumber(number, locale);
    case 'date':
    case 'time':
    case 'datetime':
      return formatMoment(number, kind, locale, timezone);
    case 'relative':
      return formatRelative(number, now, locale);
    default:
      return undefined;
  }
}

/** The member's own country and habits where they read the language of the text, so that no text is in two. */
function formatLocale(words: string, member: string | undefined): string {
  const language = (tag: string) => tag.split('-', 1)[0]?.toLowerCase();
  return member !== undefined && language(member) === language(words) ? member : words;
}

function listOf(json: string): readonly unknown[] {
  try {
    return JSON.parse(json) as unknown[];
  } catch {
    return [];
  }
}

/** Cuts between characters, never inside one. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${[...text].slice(0, most - 1).join('')}…`;
}

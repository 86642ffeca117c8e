import { pluralOf } from '../../decide/aggregation/formats.ts';
import { Slot } from '../../platform/liquid/slot.ts';

type Named = readonly [name: string, value: unknown];
const CATEGORIES = ['zero', 'one', 'two', 'few', 'many', 'other'];

/**
 * Filters of our own. What depends on the member's language, zone or moment becomes a slot that is filled in when the
 * text is shown. `locale` is that of the words, by which they are put into the plural.
 */
export function ownFilters(locale: () => string) {
  return {
    plural: (value: unknown, ...forms: unknown[]) => plural(value, forms, locale()),
    number: (value: unknown) => numberSlot(value, []),
    percent: (value: unknown) => numberSlot(value, ['percent']),
    currency: (value: unknown, code: unknown) => {
      if (typeof code !== 'string' || !/^[A-Z]{3}$/.test(code)) throw new Error('name a currency such as "EUR"');
      return numberSlot(value, ['currency', code]);
    },
    date: (value: unknown) => momentSlot('date', value),
    time: (value: unknown) => momentSlot('time', value),
    datetime: (value: unknown) => momentSlot('datetime', value),
    relative: (value: unknown) => momentSlot('relative', value),
  };
}

/** `plural: "other", "others"`, or the forms of CLDR by name: `plural: one: "…", few: "…", other: "…"`. */
function plural(value: unknown, forms: readonly unknown[], locale: string): unknown {
  const named = forms.filter((form): form is Named => Array.isArray(form));
  const [one, other = one] = forms.filter((form) => !Array.isArray(form));
  const all: readonly Named[] = named.length > 0 ? named : [['one', one] as const, ['other', other] as const];
  const wrong = all.find(([name, form]) => !CATEGORIES.includes(name) || typeof form !== 'string');
  if (wrong) throw new Error(`plural takes texts for ${CATEGORIES.join(', ')}`);
  if (!all.some(([name]) => name === 'other')) throw new Error('plural needs a text for `other`');
  const texts = all as readonly (readonly [string, string])[];
  if (value instanceof Slot && value.name) return new Slot(['plural', value.name, ...texts.flat()]);
  const number = numberOf(value);
  if (number === undefined) return '';
  return pluralOf(number, texts.flat(), locale);
}

function numberSlot(value: unknown, style: readonly string[]): Slot | '' {
  const number = value instanceof Slot ? value.name : numberOf(value);
  return number === undefined ? '' : new Slot(['number', number, ...style]);
}

/** A moment is ms since the epoch, or a text that says it. */
function momentSlot(style: string, value: unknown): Slot | '' {
  const at = typeof value === 'string' ? Date.parse(value) : numberOf(value);
  return at === undefined || Number.isNaN(new Date(at).getTime()) ? '' : new Slot([style, at]);
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

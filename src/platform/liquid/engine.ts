import { Context, Liquid, type Template } from 'liquidjs';
import type { Partials } from '../../contract/template.ts';
import { BoundedMap } from '../bounded-map.ts';
import { sha256Hex } from '../hash.ts';
import { type PlainPart, plainPartsOf } from './plain-parts.ts';
import { Slot } from './slot.ts';

/** Tags and outputs that one text may run through: a loop in a loop ends here. */
const MOST_STEPS = 5_000;
/** Characters and elements that one text may make on its way, and that it may have as a source. */
const MOST_MEMORY = 100_000;
const MOST_SOURCE = 30_000;
/** Sources that an engine keeps parsed, and engines that an isolate keeps; the oldest leaves first. */
const MOST_PARSED = 2_000;
const MOST_ENGINES = 100;

const KEPT_TAGS = new Set(
  '# assign block break case comment continue cycle for if layout raw render unless'.split(' '),
);

/** Filters of LiquidJS that texts may use: none that decodes, hashes, evaluates or takes a format. */
const KEPT_FILTERS = new Set(
  (
    'abs append at_least at_most capitalize ceil compact concat default divided_by downcase escape first floor join json ' +
    'last lstrip map minus modulo newline_to_br plus prepend remove remove_first replace replace_first reverse round ' +
    'rstrip size slice sort split strip strip_newlines sum times truncate truncatewords uniq upcase url_encode where'
  ).split(' '),
);

/** Filters beside those of LiquidJS; `locale` says which language the text that is rendered is in. */
export type Filters = (locale: () => string) => Readonly<Record<string, (value: unknown, ...of: unknown[]) => unknown>>;

/** A part of what a source became: its author's words, a value, or what is filled in later. */
export type Rendered = { readonly literal: string } | { readonly value: string } | Slot;

/** A source that is parsed; `plain` when there is nothing in it to compute. */
interface Parsed {
  readonly templates: Template[];
  readonly plain: readonly PlainPart[] | undefined;
}

/** What becomes of sources that may use these partials: each is parsed once for as long as it is kept. */
export class Engine {
  readonly #liquid: Liquid;
  readonly #parsed = new BoundedMap<string, Parsed>(MOST_PARSED);
  /** Reads the values of plain sources as Liquid does. None of them assigns anything, so one does for all. */
  readonly #reader: Context;
  /** Of the text that is rendered: rendering never waits, so there is one at a time. */
  #values: (string | Slot)[] = [];
  #locale = 'en';

  constructor(partials: Partials, own: Filters) {
    const sources = Object.entries(partials).map(([name, source]) => [name, readable(source)]);
    this.#liquid = new Liquid({
      // A mapping of names, without a prototype, is all the file system there is.
      templates: Object.assign(Object.create(null), Object.fromEntries(sources)),
      cache: true,
      ownPropertyOnly: true,
      strictFilters: true,
      strictVariables: false,
      memoryLimit: MOST_MEMORY,
      parseLimit: MOST_SOURCE,
      outputEscape: (value: unknown) => this.#put(value),
    });
    const { filters, tags } = this.#liquid;
    for (const name of Object.keys(filters)) if (!KEPT_FILTERS.has(name)) delete filters[name];
    for (const name of Object.keys(tags)) if (!KEPT_TAGS.has(name)) delete tags[name];
    for (const [name, filter] of Object.entries(own(() => this.#locale))) this.#liquid.registerFilter(name, filter);
    this.#reader = new Context({}, this.#liquid.options, { sync: true });
  }

  /** Throws a `LiquidError` when a source is not sound. */
  parse(source: string): Template[] {
    return this.#parse(source).templates;
  }

  #parse(source: string): Parsed {
    const known = this.#parsed.get(source);
    if (known) return known;
    const templates = this.#liquid.parse(readable(source));
    const parsed = { templates, plain: plainPartsOf(templates) };
    this.#parsed.set(source, parsed);
    return parsed;
  }

  /** Throws a `LiquidError` when it cannot be rendered with these values, or takes too much. Partials know them too. */
  render(source: string, values: object, locale: string): Rendered[] {
    if (!/\{[{%]/.test(source)) return partsOf(source, []);
    const { templates, plain } = this.#parse(source);
    if (plain && plain.length < MOST_STEPS) return this.#read(plain, values);
    const context = new Context({}, this.#liquid.options, { sync: true, globals: values }, { liquid: this.#liquid });
    let steps = 0;
    // The clock stands still while workerd computes, so what is limited is steps instead of ms.
    context.renderLimit.check = () => {
      if (++steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
    };
    this.#values = [];
    this.#locale = locale;
    const text = String(this.#liquid.renderSync(templates, context) ?? '');
    return partsOf(text, this.#values);
  }

  /** The same of a source in which there is nothing to compute. */
  #read(parts: readonly PlainPart[], values: object): Rendered[] {
    this.#reader.globals = values;
    const rendered: Rendered[] = [];
    let words = '';
    for (const part of parts) {
      if (typeof part === 'string') {
        words += part;
        continue;
      }
      const value = putOut(this.#reader.getSync(part));
      if (value === '') continue;
      if (words !== '') rendered.push({ literal: wordsOf(words) });
      words = '';
      rendered.push(value instanceof Slot ? value : { value });
    }
    if (words !== '') rendered.push({ literal: wordsOf(words) });
    return rendered;
  }

  /** Every value that is put out is a number between two control characters until the text is whole. */
  #put(value: unknown): string {
    const put = putOut(value);
    return put === '' ? '' : `\u0001${this.#values.push(put) - 1}\u0002`;
  }
}

/**
 * An isolate's engines, each for a set of partials, by what they say: those of a new version are another one. `own` are
 * the filters that their texts have.
 */
export function enginesWith(own: Filters): (partials?: Partials) => Engine {
  const engines = new BoundedMap<string, Engine>(MOST_ENGINES);
  return (partials = NO_PARTIALS) => {
    const digest = digests.get(partials) ?? sha256Hex(JSON.stringify(partials));
    digests.set(partials, digest);
    const known = engines.get(digest);
    if (known) return known;
    const made = new Engine(partials, own);
    engines.set(digest, made);
    return made;
  };
}

const digests = new WeakMap<Partials, string>();
const NO_PARTIALS: Partials = {};

/**
 * A source as Liquid reads it: without control characters, and with a brace before two braces kept apart from them, so
 * that the last two open a value. As many characters as before, so that columns are right.
 */
function readable(source: string): string {
  return withoutControls(source, ' ').replace(/\{(?=\{\{)/g, '\u0003');
}

function partsOf(text: string, values: readonly (string | Slot)[]): Rendered[] {
  return text.split(/\u0001(\d+)\u0002/).flatMap((part, index): Rendered[] => {
    if (index % 2 === 0) return part === '' ? [] : [{ literal: wordsOf(part) }];
    const value = values[Number(part)];
    if (value === undefined) return [];
    return [value instanceof Slot ? value : { value }];
  });
}

/** An author's words as they are shown. */
function wordsOf(part: string): string {
  return withoutControls(part.replaceAll('\u0003', '{'), '').toWellFormed();
}

/** A value as it is shown; lists and objects are no texts. */
function putOut(value: unknown): string | Slot {
  if (value instanceof Slot) return value;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
  return withoutControls(String(value), '').toWellFormed();
}

/** Control characters say nothing and break out of headers; line breaks and tabs are text. */
function withoutControls(text: string, instead: string): string {
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, instead);
}

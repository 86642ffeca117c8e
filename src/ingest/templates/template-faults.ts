import { LiquidError } from 'liquidjs';
import { EMAIL_LAYOUT, layoutOf } from '../../channels/email/layout.ts';
import { DEFAULT_LOCALE } from '../../contract/locale.ts';
import type { TypeDefinition } from '../../contract/notification-type.ts';
import type { FieldError } from '../../contract/problem.ts';
import { type Partials, TemplateName } from '../../contract/template.ts';
import { inPlace } from '../../platform/liquid/places.ts';
import { referencesIn } from '../../platform/liquid/references.ts';
import { Slot } from '../../platform/liquid/slot.ts';
import { at } from './at.ts';
import { engineOf } from './engine.ts';
import { htmlFaults } from './html-faults.ts';
import { type Source, sourcesOf } from './sources.ts';

const NUMBERS = { count: new Slot('count'), others: new Slot('others') };
/** An event as plain as any: what cannot be rendered for it can hardly be for others. */
const SAMPLE = {
  type: 'type',
  at: '2026-01-01T00:00:00.000Z',
  actor: 'Ada',
  item: { id: 'item', url: 'https://example.com/item' },
  payload: {},
};
const NO_PARTIALS: Partials = {};

/** What is wrong with the texts of a type, each fault with its field, line and column. */
export function templateFaults(type: TypeDefinition, partials: Partials): FieldError[] {
  const ids = new Set((type.template.actions ?? []).map(({ id }) => id));
  const strangers = Object.entries(type.template.locales ?? {}).flatMap(([locale, { actions = {} }]) =>
    Object.keys(actions)
      .filter((id) => !ids.has(id))
      .map((id) => ({ path: `template.locales.${locale}.actions.${id}`, message: 'is no button of the template' })),
  );
  const faults = sourcesOf(type).flatMap((source) => {
    // What is no text of an event has no partials.
    const known = source.use === 'key' || source.use === 'digest' ? NO_PARTIALS : partials;
    return faultsOf({ locale: type.template.locale ?? DEFAULT_LOCALE, ...source }, known);
  });
  return [...strangers, ...faults];
}

/** What is wrong with a partial of this name, among those that there are. */
export function partialFaults(name: string, source: string, partials: Partials): FieldError[] {
  const all = { ...partials, [name]: source };
  if (reaches(name, name, all)) return [{ path: 'source', message: 'uses itself, by way of the partials in it' }];
  if (name === EMAIL_LAYOUT) return faultsOfLayout(source, all);
  return faultsOf({ path: 'source', source, use: 'group', locale: DEFAULT_LOCALE }, all);
}

/** The layout of emails is rendered when one is sent, and knows other names. */
function faultsOfLayout(source: string, partials: Partials): FieldError[] {
  const [message] = [...unknownPartials(source, partials), ...htmlFaults(source)];
  if (message !== undefined) return [{ path: 'source', message }];
  try {
    return layoutOf(partials, SAMPLE_EMAIL) === undefined ? [{ path: 'source', message: NO_CONTENT }] : [];
  } catch (error) {
    return [{ path: 'source', message: wordsOf(error) }];
  }
}

const NO_CONTENT = 'line 1, column 1: put {{ content }} where the email’s own text goes: between tags, once';
const SAMPLE_EMAIL = {
  content: '<p>Hello</p>',
  subject: 'Hello',
  preview: 'Hello',
  unsubscribe: 'https://example.com/',
  preferences: 'https://example.com/',
  locale: DEFAULT_LOCALE,
};

function faultsOf(of: Source & { readonly locale: string }, partials: Partials): FieldError[] {
  const { path, source, use, locale } = of;
  const unknown = unknownPartials(source, partials);
  if (unknown.length > 0) return unknown.map((message) => ({ path, message }));
  try {
    const numbers = use === 'group' ? NUMBERS : use === 'digest' ? { count: NUMBERS.count } : {};
    const parts = engineOf(partials).render(source, use === 'digest' ? numbers : { ...SAMPLE, ...numbers }, locale);
    const [first] = parts;
    if (use === 'html') return htmlFaults(source).map((message) => ({ path, message }));
    const isAstray = use === 'link' && first && 'literal' in first && inPlace([first, { value: 'x' }], 'url') === '';
    return isAstray ? [{ path, message: 'must be http, https or relative to the app' }] : [];
  } catch (error) {
    return [{ path, message: wordsOf(error) }];
  }
}

function unknownPartials(source: string, partials: Partials): string[] {
  return referencesIn(source).flatMap(({ index, name }) => {
    if (Object.hasOwn(partials, name)) return [];
    const register =
      partials === NO_PARTIALS ? 'has no partials' : `register the partial first: PUT /v1/templates/${name}`;
    return [at(source, index, TemplateName.safeParse(name).success ? register : NAME_IT)];
  });
}

const NAME_IT = 'name the partial in quotation marks: {% render "footer" %}';

/** Whether a partial leads to another one. */
function reaches(from: string, to: string, partials: Partials, seen = new Set<string>()): boolean {
  if (seen.has(from)) return false;
  seen.add(from);
  return referencesIn(partials[from] ?? '').some(
    ({ name }) => name === to || (Object.hasOwn(partials, name) && reaches(name, to, partials, seen)),
  );
}

/** `line 1, column 7: …`, as LiquidJS found it. */
function wordsOf(error: unknown): string {
  if (!(error instanceof LiquidError)) return `line 1, column 1: ${error instanceof Error ? error.message : error}`;
  const [line, column] = error.token.getPosition();
  const words = (error.originalError?.message ?? error.message).replace(/, (?:file:.*, )?line:\d+, col:\d+$/, '');
  return `line ${line}, column ${column}: ${words}`.slice(0, 300);
}

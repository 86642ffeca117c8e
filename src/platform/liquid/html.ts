import type { Rendered } from './engine.ts';
import { decodeEntities, isLinkAttribute } from './html-attributes.ts';
import { escapeHtml, escapeLink, inPlace } from './places.ts';
import { Slot } from './slot.ts';
import { walkHtml } from './walk-html.ts';

/** A value stands where it can do harm, and is left out: its number among the values, and what to do about it. */
export interface Misplaced {
  readonly value: number;
  readonly message: string;
}

/**
 * HTML of an author whose words are trusted, with values that are not: each is escaped for where it stands. In a text or
 * an attribute it is text. In a link (`href`, `src` and their like) it is percent-encoded, or the start of a link, and
 * the link leads by http, https or within the app or is left out. In `style` it is a plain word such as a colour. It never
 * becomes a tag, an attribute, a comment, a script or a style sheet. What is filled in later stands in texts only.
 */
export function htmlOf(parts: readonly Rendered[], misplaced: (one: Misplaced) => void = () => undefined): string {
  const values: (string | Slot)[] = [];
  const put = (value: string | Slot) => `\u0001${values.push(value) - 1}\u0002`;
  const source = parts
    // What looks like a slot and is the author's own words is none.
    .map((part) => {
      if (part instanceof Slot) return put(part);
      return 'value' in part ? put(part.value) : part.literal.replace(/\{(?=\{\[)/g, '&#123;');
    })
    .join('');
  const valueAt = (index: string) => values[Number(index)] ?? '';
  const leftOut = (text: string, message: string) =>
    text.replace(MARK, (_, index: string) => {
      misplaced({ value: Number(index), message });
      return '';
    });
  const filled = (text: string, of: (value: string) => string) =>
    text.replace(MARK, (_, index: string) => {
      const value = valueAt(index);
      return value instanceof Slot ? '' : of(value);
    });
  const linked = (text: string, name: string) => {
    const pieces = text.split(MARK).map((piece, index) => {
      if (index % 2 === 0) return { literal: decodeEntities(piece) };
      const value = valueAt(piece);
      return { value: value instanceof Slot ? '' : value };
    });
    const [first] = pieces;
    if (first && 'literal' in first && NO_PAGE.test(first.literal)) {
      const said = pieces.map((piece) => ('literal' in piece ? piece.literal : encodeURIComponent(piece.value)));
      return escapeLink(said.join(''));
    }
    const link = inPlace(
      pieces.filter((piece) => !('literal' in piece) || piece.literal !== ''),
      'url',
    );
    const isAstray =
      first && 'literal' in first && first.literal !== '' && inPlace([first, { value: 'x' }], 'url') === '';
    if (isAstray) leftOut(text, `${name} ${ASTRAY}`);
    return link === '' ? undefined : escapeLink(link);
  };
  return walkHtml(source, {
    text: (text) =>
      text
        .replace(MARK, (_, index: string) => {
          const value = valueAt(index);
          return value instanceof Slot ? value.spelling : escapeHtml(value);
        })
        // What `newline_to_br` made: it is the one tag that a value may have.
        .replaceAll(BREAK, '<br>'),
    fixed: (text) => leftOut(text, OUTSIDE),
    attribute: (name, text, tag) => {
      if (!text.includes('\u0001')) return text;
      if (isLinkAttribute(name)) return linked(text, name);
      if (name === 'style') return filled(text, (value) => (/^[\w #%.,-]{1,64}$/.test(value) ? value : ''));
      const isCode = name.startsWith('on') || CODE.has(name) || (tag === 'meta' && name === 'content');
      return isCode ? leftOut(text, OUTSIDE) : filled(text, escapeHtml);
    },
  });
}

const MARK = /\u0001(\d+)\u0002/g;
/** Links that open no page. */
const NO_PAGE = /^(?:mailto|tel|sms):/i;
const BREAK = '&#60;br /&#62;';
/** Attributes that are read as HTML, as lists of links, or in ways of their own. */
const CODE = new Set(['srcdoc', 'srcset', 'imagesrcset', 'http-equiv', 'ping', 'archive', 'is']);
const ASTRAY = 'must lead by http or https, or be relative to the app';
const OUTSIDE = 'a value stands in texts and in attributes, never in a tag, a script, a style sheet or a comment';

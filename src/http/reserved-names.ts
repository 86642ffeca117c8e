import type { FieldError } from '../contract/problem.ts';
import type { RawLine } from './body.ts';
import { MOST_ERRORS, shortened } from './field-errors.ts';

const NAME = '__proto__';
/** One of its letters, written as an escape: no writer of JSON does that to any of them. */
const ESCAPED = /\\u00(?:5f|6f|7[024])/i;
const MESSAGE = 'is a name that cannot be kept: use another';

/** A value and the JSON that it was read from; or what of its names could not be kept. */
export function withoutReserved(value: unknown, text: string): RawLine {
  const errors = mayHoldReserved(text) ? reservedNames(value) : [];
  return errors.length > 0 ? { errors } : { value, text };
}

/** Whether a JSON text may name something `__proto__`: no more than a look for it, since hardly any does. */
export function mayHoldReserved(json: string): boolean {
  return json.includes(NAME) || (json.includes('\\u00') && ESCAPED.test(json));
}

/**
 * Where in a value of JSON something is named `__proto__`. `JSON.parse` makes it a property like any other, but schemas
 * leave it out of records without a word.
 */
export function reservedNames(value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  // Walks without recursion: the depth of the input is what must not be trusted.
  const open: [value: unknown, path: string][] = [[value, '']];
  for (let place = open.pop(); place; place = open.pop()) {
    const [each, above] = place;
    if (each === null || typeof each !== 'object') continue;
    for (const [key, inner] of Object.entries(each)) {
      const path = shortened(above === '' ? key : `${above}.${key}`);
      if (key !== NAME) open.push([inner, path]);
      else if (errors.push({ path, message: MESSAGE }) >= MOST_ERRORS) return errors;
    }
  }
  return errors;
}

import type { Rendered } from '../../platform/liquid/engine.ts';
import { inPlace, type Part } from '../../platform/liquid/places.ts';
import { Slot } from '../../platform/liquid/slot.ts';

/** Invisible and of no width; between two braces it makes them no slot. */
const WORD_JOINER = '\u2060';
/** What a slot may grow to counts as this many characters. */
const SLOT_LENGTH = 10;

/** A text for a row: at most `most` characters, its slots spelled out; `named` when it may have `{{count}}` in it. */
export function textOf(parts: readonly Rendered[], most: number, named: boolean): string {
  // What looks like a slot and is a value, or the author's own words, is kept apart.
  const opening = named ? /\{(?=\{)/g : /\{(?=\{\[)/g;
  // Of a value of any length only so much is looked at as can be kept, and that it is too long.
  const looked = 2 * most + 2;
  const merged = joined(parts).map((part) =>
    part instanceof Slot ? part : part.slice(0, looked).replaceAll(opening, `{${WORD_JOINER}`),
  );
  const [only] = merged;
  // What is short in UTF-16 is short in characters.
  if (merged.length === 1 && typeof only === 'string' && only.length <= most) return only;
  const length = (part: string | Slot) =>
    part instanceof Slot ? Math.min(part.spelling.length, SLOT_LENGTH) : [...part].length;
  const whole = merged.reduce((sum, part) => sum + length(part), 0);
  let room = whole <= most ? whole : most - 1;
  let text = '';
  for (const part of merged) {
    if (part instanceof Slot && length(part) > room) break;
    text += part instanceof Slot ? part.spelling : part.length <= room ? part : [...part].slice(0, room).join('');
    room -= length(part);
    if (room <= 0) break;
  }
  return whole <= most ? text : `${text}…`;
}

/** A link for a row; it has nothing to fill in later, and one that is too long leads nowhere. */
export function linkOf(parts: readonly Rendered[], most: number): string {
  const known = withoutSlots(parts);
  const length = known.reduce((sum, part) => sum + ('literal' in part ? part.literal : part.value).length, 0);
  if (length > most) return '';
  const link = inPlace(known, 'url');
  return link.length <= most ? link : '';
}

/** The parts that are known already. */
export function withoutSlots(parts: readonly Rendered[]): Part[] {
  return parts.filter((part): part is Part => !(part instanceof Slot));
}

/** Words and values that stand together are one. */
function joined(parts: readonly Rendered[]): (string | Slot)[] {
  const merged: (string | Slot)[] = [];
  for (const part of parts) {
    const last = merged.at(-1);
    if (part instanceof Slot) merged.push(part);
    else {
      const text = 'literal' in part ? part.literal : part.value;
      if (typeof last === 'string') merged[merged.length - 1] = last + text;
      else merged.push(text);
    }
  }
  return merged;
}

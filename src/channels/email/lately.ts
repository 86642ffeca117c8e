import { BoundedMap } from '../../platform/bounded-map.ts';

/** Texts that an isolate keeps of each making; the oldest leaves first. */
const MOST_KEPT = 32;

/**
 * The same function, which remembers what it made of the last 32 texts: an email to many has one inner part, and to make
 * it anew for each of them would take longer than all the rest.
 */
export function lately(make: (text: string) => string): (text: string) => string {
  const kept = new BoundedMap<string, string>(MOST_KEPT);
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    kept.set(text, made);
    return made;
  };
}

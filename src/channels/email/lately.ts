/** Texts that an isolate keeps of each making. */
const MOST_KEPT = 32;

/**
 * The same function, which remembers what it made of the last 32 texts: an email to many has one inner part, and to make
 * it anew for each of them would take longer than all the rest.
 */
export function lately(make: (text: string) => string): (text: string) => string {
  const kept = new Map<string, string>();
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const made = make(text);
    kept.set(text, made);
    for (const oldest of kept.keys()) {
      if (kept.size <= MOST_KEPT) break;
      kept.delete(oldest);
    }
    return made;
  };
}

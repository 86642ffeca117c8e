/** A place where a text uses a partial. */
export interface Reference {
  readonly index: number;
  /** Empty when it is not named in quotation marks. */
  readonly name: string;
}

const REFERENCE = /\{%-?\s*(?:render|layout)\b\s*(?:(["'])(.*?)\1)?/g;

/** The partials that a text uses itself, in the order of their places. */
export function referencesIn(source: string): Reference[] {
  return [...source.matchAll(REFERENCE)].map(({ index, 2: name = '' }) => ({ index, name }));
}

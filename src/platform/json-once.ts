const texts = new WeakMap<object, string>();

/**
 * The JSON text of a value that nobody changes, made once and remembered for as long as the value lives: an activity goes
 * to its log and to each of its members as the same text.
 */
export function jsonOnce(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

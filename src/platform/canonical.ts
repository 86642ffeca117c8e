/** What two values of JSON have in common when they are equal: the order of keys does not count. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
}

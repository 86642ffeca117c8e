/** What two values of JSON have in common when they are equal: the order of keys does not count. */
export function canonical(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** The same value with the keys of every object in order. */
function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const values = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(values).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(values[key])]));
}

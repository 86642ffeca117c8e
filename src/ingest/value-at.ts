/** What is at a path of names in a value; undefined when nothing is. Only of its own: a name may be `constructor`. */
export function valueAt(scope: unknown, path: readonly string[]): unknown {
  let value = scope;
  for (const name of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
